import type { EntryTest } from './entry-test.ts';
import { beginsAs, equals, startsWith } from './entry-test.ts';

/** A URI, to the letter; of a canonical that is given without a version, any version. */
export const uriTests = (text: string): EntryTest[] =>
  text.includes('|') ? [equals(text)] : [equals(text), beginsAs(`${text}|`)];

/** `:below`: the URI itself, and what is behind it by whole segments. */
export const belowTest = (text: string): EntryTest[] => [
  equals(text),
  startsWith(text.endsWith('/') ? text : `${text}/`),
  ...(text.endsWith('/') ? [] : [startsWith(`${text}|`)]),
];

/** `:above`: the URI itself, and what it is behind. */
export function aboveTests(text: string): EntryTest[] {
  const tests = [equals(text)];
  for (let at = text.lastIndexOf('/'); at > 0; at = text.lastIndexOf('/', at - 1))
    if (!text.slice(0, at + 1).endsWith('//'))
      tests.push(equals(text.slice(0, at)), equals(text.slice(0, at + 1)));
  return tests;
}
