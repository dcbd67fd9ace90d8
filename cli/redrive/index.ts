/**
 * In: an import's id and a folder.
 * Out: its failed lines as files, or dropped again.
 * Touches: the folder and the stage.
 */
export type { RedriveDocument } from './redrive-document.ts';
export { totalsOf } from './redrive-document.ts';
export { dropAgain, redriveDrop } from './drop-again.ts';
export type { EndedImport } from './find-import.ts';
export { findImport } from './find-import.ts';
export { makeRedriveFolder, openSink, removeRedriveFolder } from './redrive-folder.ts';
export { renderRedrive } from './render-redrive.ts';
export { collectLines, dropLines } from './redrive-lines.ts';
