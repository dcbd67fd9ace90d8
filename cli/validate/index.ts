/**
 * In: files, folders or standard input.
 * Out: what is refused and why, with places and counts.
 * Touches: the files, and threads that validate.
 */
export { digestBuilder } from './digest.ts';
export { digestOf } from './digest-of.ts';
export { htmlReport } from './html-report.ts';
export { inputFiles } from './input-files.ts';
export { withoutValues } from './issue-counts.ts';
export { rejectedNames } from './rejected-names.ts';
export { openReportFile } from './report-file.ts';
export { reportLines } from './report.ts';
export { validateInput } from './validate-input.ts';
