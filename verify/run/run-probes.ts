import { nameOf } from '../../errors/index.ts';
import type { Assumption, Probe } from '../assumption.ts';
import { isProbe } from '../assumption.ts';
import { ASSUMPTIONS } from '../assumptions.ts';
import type { Bench, TriedStage } from '../bench/bench.ts';
import { createBench } from '../bench/bench.ts';
import { CannotTell, NotRun } from '../cannot-tell.ts';
import { cleanUp } from './clean-up.ts';
import type { ProbeRecord, VerifyRecord } from './record.ts';
import { rowOf } from './record.ts';
import { storeOfRun } from './stores-of-run.ts';

/** What a run may do. */
export interface Choices {
  /** Names of probes or of topics; all where there are none. */
  only: readonly string[];
  /** Whether it makes a data store, or has one that it may write to, or only reads. */
  store: 'create' | { into: string } | 'none';
  /** The data store of a route that is for tests; undefined where none is. */
  routeStore?: string | undefined;
  /** Whether probes that take long on AWS are run. */
  isSlow: boolean;
}

export interface Run {
  stage: TriedStage;
  choices: Choices;
  record: VerifyRecord;
  /** Called after each probe with the record as it is by then. */
  save: (record: VerifyRecord, row?: ProbeRecord) => void;
  signal: AbortSignal;
  everyMs: number;
  now: () => number;
}

/** The assumptions that `only` names, by name or topic. */
export const chosen = (only: readonly string[]): Assumption[] =>
  ASSUMPTIONS.filter(({ name, topic }) => only.length === 0 || only.includes(name) || only.includes(topic));

/** How a probe that is left out would be run; undefined where it may run. */
function missingOption({ needs }: Probe, { store, routeStore, isSlow }: Choices): string | undefined {
  switch (needs) {
    case 'nothing':
      return undefined;
    case 'a data store':
      return store === 'none' ? '--create-datastore, or --into <datastoreId>' : undefined;
    case 'a route':
      return routeStore === undefined
        ? '--into <the data store of a route> --yes-this-store-is-for-tests'
        : undefined;
    case 'time':
      return store === 'create' && isSlow ? undefined : '--create-datastore --slow';
  }
}

/** What stays of a run that was killed. */
const NOT_CLEANED_UP =
  'all that this run has made, data stores too: it was ended before it cleaned up. The same command goes on and removes it';

/**
 * Runs the probes that a record has no verdict of yet, one after the other, and cleans up, also where it was interrupted.
 * @returns the record, ended unless it was interrupted
 */
export async function runProbes(run: Run): Promise<VerifyRecord> {
  const { stage, choices, record, signal } = run;
  record.sittings += 1;
  // Known before anything is made: a kill leaves the name under which it is found again.
  record.stays = choices.store === 'none' ? [] : [NOT_CLEANED_UP];
  run.save(record);
  const bench = (datastoreId: string): Bench =>
    createBench(stage, {
      runId: record.runId,
      sitting: record.sittings,
      datastoreId,
      ...(choices.routeStore !== undefined && { routeStore: choices.routeStore }),
      signal,
      everyMs: run.everyMs,
    });
  const reader = bench('');
  let writer: Promise<Bench> | undefined;
  const used = new Set(record.probes.filter(({ seconds }) => seconds !== null).map(({ needs }) => needs));
  const benchFor = (probe: Probe): Promise<Bench> => {
    used.add(probe.needs);
    if (probe.needs === 'nothing' || choices.store === 'none') return Promise.resolve(reader);
    return (writer ??= (
      choices.store === 'create'
        ? storeOfRun(stage.healthLake, record.runId, reader.until)
        : Promise.resolve(choices.store.into)
    ).then(bench));
  };
  try {
    for (const assumption of chosen(choices.only)) {
      if (signal.aborted) break;
      if (isSettled(record, assumption.name)) continue;
      const row = await rowFor(assumption, choices, benchFor, signal);
      if (row === undefined) break;
      record.probes = [...record.probes.filter(({ name }) => name !== row.name), row];
      run.save(record, row);
    }
  } finally {
    record.stays = await leftBehind(run, givenStores(choices).map(bench), used);
    if (!signal.aborted) record.endedAt = new Date(run.now()).toISOString();
    run.save(record);
  }
  return record;
}

/** Held or broken is settled; what was not run, or could not be told, is tried again when the run goes on. */
const isSettled = ({ probes }: VerifyRecord, name: string): boolean =>
  probes.some((row) => row.name === name && (row.verdict === 'held' || row.verdict === 'broken'));

/** The row of one assumption; undefined where it was interrupted. */
async function rowFor(
  assumption: Assumption,
  choices: Choices,
  benchFor: (probe: Probe) => Promise<Bench>,
  signal: AbortSignal,
): Promise<ProbeRecord | undefined> {
  const { tried } = assumption;
  const notRun = (seen: string) => rowOf(assumption, { verdict: 'not run', seen, seconds: null });
  if (!isProbe(tried)) return notRun(`${tried.because}: ${tried.why}`);
  const option = missingOption(tried, choices);
  if (option !== undefined) return notRun(option);
  const start = performance.now();
  const after = () => Math.round((performance.now() - start) / 100) / 10;
  try {
    const seen = await tried.look(await benchFor(tried));
    const verdict =
      seen === tried.expects ? 'held' : /AccessDenied|NotAuthorized/.test(seen) ? 'could not tell' : 'broken';
    return rowOf(assumption, { verdict, seen, seconds: after() });
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof NotRun) return notRun(error.message);
    // A service's own words may hold names of the account.
    const seen = error instanceof CannotTell ? error.message : nameOf(error);
    return rowOf(assumption, { verdict: 'could not tell', seen, seconds: after() });
  }
}

/** The data stores that the run may write to and that are not its own. */
const givenStores = ({ store, routeStore }: Choices): string[] => [
  ...new Set([
    ...(typeof store === 'object' ? [store.into] : []),
    ...(routeStore === undefined ? [] : [routeStore]),
  ]),
];

/** Removes what the run has made, and says what stays; `used` is what its probes had. */
async function leftBehind(
  { stage, record, choices, everyMs }: Run,
  given: readonly Bench[],
  used: ReadonlySet<ProbeRecord['needs']>,
): Promise<string[]> {
  const stays = await cleanUp({
    stage,
    runId: record.runId,
    given,
    everyMs,
    routePrefix: choices.routeStore === undefined ? undefined : stage.prefixOf(choices.routeStore),
  });
  const hasDropped = used.has('a route');
  const hasWritten = hasDropped || (typeof choices.store === 'object' && used.has('a data store'));
  return [...stays, ...(hasWritten ? [PAST_VERSIONS] : []), ...(hasDropped ? [KEPT_BY_INLET] : [])];
}

const PAST_VERSIONS =
  'past versions of the run’s resources, in the history of the data store that it was given';
const KEPT_BY_INLET = 'what Inlet keeps of the dropped file: rows of the ledger, its plan and its results';
