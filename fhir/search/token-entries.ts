import type { TextEntry } from './entry.ts';
import { tokenText } from './entry.ts';
import { textIn, valuesIn } from './members.ts';

/** Codes, texts and booleans have no system. */
export const codeEntries = (value: unknown): TextEntry[] =>
  typeof value === 'string' || typeof value === 'boolean' ? tokens('', String(value)) : [];

export const codingEntries = (value: unknown): TextEntry[] =>
  tokens(textIn(value, 'system'), textIn(value, 'code'));

export const conceptEntries = (value: unknown): TextEntry[] =>
  valuesIn(value, 'coding').flatMap(codingEntries);

/** An Identifier or a ContactPoint: its value, in its system. */
export const valueEntries = (value: unknown): TextEntry[] =>
  tokens(textIn(value, 'system'), textIn(value, 'value'));

const tokens = (system: string, code: string): TextEntry[] =>
  system === '' && code === '' ? [] : [{ value: tokenText(system, code) }];
