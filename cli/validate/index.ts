/**
 * In: files, folders or standard input.
 * Out: what is refused and why, with places and counts.
 * Touches: the files, and threads that judge.
 */
export type { Digest } from './digest.ts';
export { digestBuilder } from './digest.ts';
export type { InputFiles } from './input-files.ts';
export { inputFiles } from './input-files.ts';
export { judgeFiles } from './judge-files.ts';
export { openJudging } from './open-judging.ts';
export { validationProgress } from './progress.ts';
export { reportLines } from './report.ts';
