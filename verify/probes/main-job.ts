import type { Assumption } from '../assumption.ts';
import { about } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { CannotTell, NotRun } from '../cannot-tell.ts';
import { linesOf } from './result-lines.ts';

/** An event of S3 is there within seconds; it is waited for so long. */
const UNSEEN_MS = 15 * 60_000;

/** Drops a file into the inbox, once, and waits for what becomes of it. */
export const dropped = (bench: Bench): Promise<string> =>
  bench.once('dropped file', async () => {
    const prefix = bench.stage.prefixOf(bench.routeStore);
    if (prefix === undefined)
      throw new NotRun(
        '--into <the data store of a route> --yes-this-store-is-for-tests: no route leads to this one',
      );
    const standstill = await bench.stage.standstillOf(bench.routeStore);
    if (standstill !== undefined) throw new CannotTell(standstill);
    const key = `${prefix}inlet-verify-${bench.runId}/Patient.ndjson`;
    const uri = `s3://${bench.stage.inboxBucket}/${key}`;
    await bench.objects.put(uri, linesOf(bench.patient('dropped')));
    let fate: string | undefined;
    const ended = await bench.until(
      'the dropped file to be imported',
      async () => {
        fate = await bench.stage.fateOf(key);
        return fate === 'pending' || fate === 'importing' ? undefined : fate;
      },
      (waitedMs) => (fate === undefined && waitedMs > UNSEEN_MS ? UNSEEN : undefined),
    );
    if (ended !== 'imported') await bench.hasAccess();
    return ended;
  });

const UNSEEN =
  'Inlet has not seen the dropped file for a quarter of an hour: `npx inlet doctor` says what stands still (with the same --stage)';

/** What Inlet is for: a folder that is dropped becomes one import, and is followed to its end. */
export const MAIN_JOB: readonly Assumption[] = about('The main job', {
  'main-job': [
    'Files that are dropped into the inbox are imported by one job, and the ledger says so.',
    {
      needs: 'a route',
      expects: 'imported',
      look: dropped,
    },
  ],
});
