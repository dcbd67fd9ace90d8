import { LONGEST_REASON } from '../../lib/actions/index.ts';
import type { OptionValues } from '../terminal/index.ts';
import { UsageError, countOf } from '../../errors/index.ts';

/**
 * A reason that is kept in the ledger and shown in logs, as one line.
 * @throws UsageError where it is too long
 */
export function reasonOf({ reason }: OptionValues): string | undefined {
  const text = typeof reason === 'string' ? reason.replaceAll(/\s+/g, ' ').trim() : '';
  if (text.length > LONGEST_REASON) {
    throw new UsageError(`--reason has ${countOf(text.length, 'character')}: ${LONGEST_REASON} at most`, {
      actual: text.length,
      expected: LONGEST_REASON,
    });
  }
  return text === '' ? undefined : text;
}
