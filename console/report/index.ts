/**
 * In: facts, counts and samples, in words.
 * Out: one HTML page that needs no server and no script.
 * Touches: nothing.
 */
export type { ReportSection } from './report-page.ts';
export { reportPage } from './report-page.ts';
