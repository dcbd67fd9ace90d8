import { LONGEST_REASON } from '../../lib/actions/index.ts';
import type { OptionValues, TextForm } from '../terminal/index.ts';
import { UsageError, countOf } from '../../errors/index.ts';

export const REASON: TextForm = {
  takes: `${LONGEST_REASON} characters at most`,
  fits: (text) => oneLine(text).length <= LONGEST_REASON,
};

/**
 * A reason that is kept in the ledger and shown in logs, as one line.
 * @throws UsageError where it is too long
 */
export function reasonOf({ reason }: OptionValues): string | undefined {
  const text = typeof reason === 'string' ? oneLine(reason) : '';
  if (text.length > LONGEST_REASON) {
    throw new UsageError(`--reason has ${countOf(text.length, 'character')}: ${LONGEST_REASON} at most`, {
      actual: text.length,
      expected: LONGEST_REASON,
    });
  }
  return text === '' ? undefined : text;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
