/**
 * What a search parameter is compared with, of one element: a text (string, token, reference, uri), or a range (date, number, quantity). An index
 * keeps these, and a resource that is in no index is asked by the same.
 */
export type Entry = TextEntry | RangeEntry;

export interface TextEntry {
  value: string;
}

export interface RangeEntry {
  /** A date's first millisecond since the epoch, or a number. */
  low: number;
  /** Of a date: the first millisecond behind it. Of a number: the highest. */
  high: number;
  /** Of a quantity: code, system and unit, a separator behind the first two. '' for others. */
  unit: string;
}

/** Between the parts of a text: no text of FHIR may have it. A token is code, separator, system; with its parts' order a code has a common begin. */
export const SEPARATOR = '\u001f';

/** What has no end in one direction: beyond every date and number of practice, and exact as a number. */
export const ENDLESS = 9e18;

export const isText = (entry: Entry): entry is TextEntry => 'value' in entry;

export const tokenText = (system: string, code: string): string => code + SEPARATOR + system;
