export { matches } from './match.ts';
export { parsePattern } from './parse.ts';
export type { EventPattern } from './parse.ts';
