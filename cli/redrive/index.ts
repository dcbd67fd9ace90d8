/**
 * In: an import's id and a folder.
 * Out: its failed lines as files, or dropped again.
 * Touches: the folder and the stage.
 */
export { redriveDrop } from './drop-again.ts';
export { findImport } from './find-import.ts';
export { makeRedriveFolder, openSink } from './redrive-folder.ts';
export { renderRedrive } from './render-redrive.ts';
export { collectLines, dropLines } from './redrive-lines.ts';
