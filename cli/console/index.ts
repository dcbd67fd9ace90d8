/**
 * In: a stage, local or deployed.
 * Out: what the console shows of it, and does.
 * Touches: the stage, reading only unless actions are allowed; the built page's folder.
 */
export type { ConsoleChoices } from './console-context.ts';
export { consoleSources } from './console-sources.ts';
export { localConsole } from './local-console.ts';
export { pageFolder } from './page-folder.ts';
