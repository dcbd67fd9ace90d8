/**
 * In: keys that were dropped, and a stage.
 * Out: what became of each of them, in one line, and why a run of it ends as it does.
 * Touches: the ledger, the inbox and the results, reading only.
 */
export { outcomesOf } from './read-outcomes.ts';
export { outcomeTable, reasonOfExit, reportDocument } from './outcome-table.ts';
