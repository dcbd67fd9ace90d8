import pMap from 'p-map';
import { adviceOnRejection, adviceOnStartFailure, adviceOnWithdrawal } from '../../events/index.ts';
import type { Arrival, Import } from '../../lib/ledger/index.ts';
import { getImport, getJob, newestArrival } from '../../lib/ledger/index.ts';
import { fileResults, findObject } from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import { foundText } from '../status/index.ts';
import type { DropOutcome } from './drop-outcome.ts';
import { failedLines } from './failed-lines.ts';

type Place = Pick<StageResources, 'ledger' | 's3' | 'inboxBucket' | 'routes'>;

/** Keys looked up concurrently. */
const CONCURRENCY = 8;

/** Files whose failed lines are read: a table has no room for more. */
const MOST_READ = 50;

/** Reads what became of each of the keys, in their order. */
export async function outcomesOf(place: Place, keys: readonly string[]): Promise<DropOutcome[]> {
  const imports = new Map<string, Promise<ReadImport | undefined>>();
  const importOf = (importId: string): Promise<ReadImport | undefined> => {
    const read = imports.get(importId) ?? readImport(place, importId);
    imports.set(importId, read);
    return read;
  };
  const outcomes = await pMap(keys, (key) => outcomeOf(place, key, importOf), { concurrency: CONCURRENCY });
  const withFailures = outcomes.filter(
    ({ failed, resultName }) => failed !== null && failed > 0 && resultName !== null,
  );
  for (const outcome of withFailures.slice(0, MOST_READ)) {
    const { resultsS3Uri } = (await importOf(outcome.importId ?? '')) ?? { resultsS3Uri: null };
    outcome.problems = await failedLines(place.s3, resultsS3Uri, outcome.resultName ?? '');
  }
  return outcomes.map(({ importId: _, resultName: _name, ...outcome }) => outcome);
}

/** An import with what it made of its files, by key and version. */
interface ReadImport {
  row: Import;
  resultsS3Uri: string | null;
  message: string | null;
  files: Map<string, Counts>;
}

interface Counts {
  lines: number;
  imported: number;
  failed: number;
  resultName: string | null;
}

/** An outcome while it is read: where to look for its failed lines. */
type Reading = DropOutcome & { importId: string | null; resultName: string | null };

const fileId = (key: string, versionId: string | null): string => JSON.stringify([key, versionId]);

async function readImport({ ledger, s3 }: Place, importId: string): Promise<ReadImport | undefined> {
  const row = await getImport(ledger, importId);
  if (!row) return undefined;
  const job = row.jobId === undefined ? undefined : await getJob(ledger, { ...row, jobId: row.jobId });
  const files = new Map<string, Counts>();
  for await (const { key, versionId, lines, imported, failed, resultName } of fileResults(
    s3,
    row.summary ?? null,
  ))
    files.set(fileId(key, versionId), { lines, imported, failed, resultName });
  return { row, resultsS3Uri: job?.outputS3Uri ?? null, message: job?.message ?? null, files };
}

async function outcomeOf(
  place: Place,
  key: string,
  importOf: (importId: string) => Promise<ReadImport | undefined>,
): Promise<Reading> {
  const none = {
    key,
    lines: null,
    imported: null,
    failed: null,
    problems: [],
    importId: null,
    resultName: null,
  };
  const arrival = await newestArrival(place.ledger, place.inboxBucket, key);
  if (!arrival) {
    const found = await findObject(place, key);
    return { ...none, became: found.as, note: foundText(found) };
  }
  if (arrival.state === 'assigned')
    return { ...none, ...assigned(arrival, await importOf(arrival.importId ?? '')) };
  return { ...none, became: arrival.state, note: noteOf(arrival) };
}

function noteOf({ key, state, reason = '', importId = '' }: Arrival): string | null {
  switch (state) {
    case 'rejected':
      return adviceOnRejection(reason, key) ?? reason;
    case 'withdrawn':
      return adviceOnWithdrawal(reason) ?? reason;
    case 'duplicate':
      return `the same bytes came before, in import ${importId}`;
    case 'superseded':
      return 'a newer write of the key came before it was imported';
    case 'pending':
      return 'it waits still: `npx inlet status` says for what';
    case 'assigned':
      return null;
  }
}

function assigned(
  { key, versionId, importId = '' }: Arrival,
  read: ReadImport | undefined,
): Omit<Reading, 'key' | 'problems'> {
  const { outcome = '', errorName = '', state = 'PLANNED' } = read?.row ?? {};
  const counts = read?.files.get(fileId(key, versionId));
  const told = { lines: null, imported: null, failed: null, ...counts };
  const base = { ...told, importId, resultName: counts?.resultName ?? null };
  if (outcome === 'COMPLETED' || outcome === 'COMPLETED_WITH_ERRORS') {
    const isGood = counts ? counts.failed === 0 : outcome === 'COMPLETED';
    return { ...base, became: isGood ? 'imported' : 'imported-with-errors', note: null };
  }
  if (state !== 'ENDED') return { ...base, became: 'importing', note: `import ${importId} is ${state}` };
  const why = outcome === 'START_FAILED' ? adviceOnStartFailure(errorName) : (read?.message ?? '');
  return { ...base, became: 'import-failed', note: `import ${importId} ended ${outcome}: ${why}` };
}
