import { countOf, countText } from '../../errors/index.ts';
import { wrapped } from './fit.ts';
import { printable } from './printable.ts';
import { layOut } from './table.ts';

export { countOf, countText };

/** 43870 -> "43.9 kB". Powers of 1000, as S3 and HealthLake count. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** "2026-01-31 12:00:03Z"; nothing for a time that is not known. */
export const timeText = (iso: string | null): string =>
  iso === null ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** A bar of `width` characters for a share from 0 to 1. */
export function bar(share: number, width = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}]`;
}

/**
 * Pads a table's cells to their columns, numbers to the right; in lines that fit. A row has no line of its own making, whatever keys it names.
 * @param headings of the columns, if they have any
 */
export function tableLines(
  rows: readonly (readonly (string | number)[])[],
  headings?: readonly string[],
): string[] {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? countText(cell) : printable(cell))),
  );
  const isNumber = (texts[0] ?? []).map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  return layOut(headings, texts, isNumber);
}

/** A table under its headings and an empty line after it; nothing where it has no rows. */
export const section = (
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] => (rows.length === 0 ? [] : [...tableLines(rows, headings), '']);

/** Names and what is known of each, in two columns. */
export function facts(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, text]) =>
    wrapped(printable(`${name.padEnd(width)}  ${text}`).trimEnd(), width + 2),
  );
}
