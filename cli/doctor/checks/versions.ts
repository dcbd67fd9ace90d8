import { FixableError } from '../../../errors/index.ts';
import { knownFormat } from '../../../lib/ledger/index.ts';
import type { Check } from '../finding.ts';

export const versions: Check = {
  name: 'versions',
  finds: 'a ledger in which a later version of Inlet has written than the package here understands',
  async look({ stage: { ledger } }) {
    try {
      await knownFormat(ledger);
      return [];
    } catch (error) {
      if (!(error instanceof FixableError) || error.code !== 'LedgerIsNewer') throw error;
      return [
        {
          what: `the ledger has format ${String(error.actual)}, and the package here understands formats up to ${String(error.expected)}`,
          next: 'deploy from the version that wrote it, or a later one (docs/upgrades.md): this one would refuse all work',
        },
      ];
    }
  },
};
