/**
 * In: --stage, the options of `inlet verify`, and a record.
 * Out: the stage as probes use it, what the command may do, and its record in words.
 * Touches: the record's file, and the terminal for a question.
 */
export { askWhether } from './ask-whether.ts';
export { choicesOf, judgeOnly } from './choices.ts';
export { openRecord, saveRecord } from './record-file.ts';
export { renderProbe, renderRecord } from './render-record.ts';
export { triedStage } from './tried-stage.ts';
