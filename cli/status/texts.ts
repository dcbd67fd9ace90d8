import type { JobBrief } from '../../lib/status/index.ts';
import { countText, tableLines } from '../terminal/index.ts';

type Cell = string | number;

/** A table under its headings, set in; nothing where it has no rows. */
export const section = (headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] =>
  rows.length === 0 ? [] : [...tableLines([headings, ...rows]), ''];

/** Names and what is said of each, in two columns. */
export const facts = (rows: readonly (readonly [name: string, text: string])[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`.trimEnd());
};

/** "2026-01-31 12:00:03Z". */
export const timeText = (iso: string | null): string =>
  iso === null ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** A drop as people know it. */
export const dropText = (drop: string | null): string => (drop === null ? '(loose files)' : `${drop}/`);

/** How far a job is. */
export const progressText = ({ progress }: JobBrief): string =>
  progress === null
    ? 'no counts yet'
    : `${countText(progress.filesScanned)} files and ${countText(progress.resourcesScanned)} resources read, ${countText(progress.resourcesImported)} imported, ${countText(progress.resourcesWithErrors)} failed`;
