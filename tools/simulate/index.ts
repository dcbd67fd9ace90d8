/**
 * In: scenarios of a large stage, and how much of their size.
 * Out: memory and time of the functions beside what they have, queue ages, calls, and what does not hold.
 * Touches: dist/, a temporary folder, a server on loopback and child processes; no AWS.
 */
export { factsTable, functionsTable, resultJson } from './report/tables.ts';
export { SCENARIOS, simulate } from './simulate.ts';
