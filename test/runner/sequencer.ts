import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

type Tests = Parameters<TestSequencer['sort']>[0];

/**
 * `INLET_TEST_SEED=7 npm test` runs the files in an order of its own for each seed, to find those that change what others
 * see (native-runtime.ts). Otherwise the slowest come first, as Jest has it.
 */
export default class Sequencer extends TestSequencer {
  override sort(tests: Tests): Tests | Promise<Tests> {
    const { INLET_TEST_SEED: seed } = process.env;
    if (seed === undefined) return super.sort(tests);
    const place = ({ path }: Tests[number]): string =>
      createHash('sha256')
        .update(`${seed} ${relative(process.cwd(), path)}`)
        .digest('hex');
    return tests.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  }
}
