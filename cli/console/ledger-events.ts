import type { ConsoleEvent } from '../../console/api/index.ts';
import { progressOf } from '../../lib/jobs/index.ts';
import type { Import, Ledger } from '../../lib/ledger/index.ts';
import { endedImports, getImport, getJob, openImports } from '../../lib/ledger/index.ts';
import type { WantedEvents } from './console-context.ts';

/** Rows of imports that are read for one page; each has its job's row beside it. */
const MOST_IMPORTS = 25;

interface Place {
  createdAt: number;
  importId: string;
}

/**
 * What the ledger's rows say has happened, the newest import first: a row keeps the last status of its job, not every
 * transition, so there is one event for each thing that it still knows. The numbers are those of the job's events.
 */
export async function ledgerEvents(
  { ledger, stage }: { ledger: Ledger; stage: string },
  { importId, detailType, before }: WantedEvents,
): Promise<{ events: ConsoleEvent[]; next: object | null }> {
  const rows: Import[] = [];
  let next: Place | null = null;
  const place = before as Place | null;
  if (importId !== null) {
    const row = await getImport(ledger, importId);
    if (row) rows.push(row);
  } else {
    if (!place) rows.push(...(await openImports(ledger)).slice(-MOST_IMPORTS).reverse());
    let read = 0;
    for await (const row of endedImports(ledger, place ?? undefined)) {
      if (read === MOST_IMPORTS) {
        const last = rows.at(-1);
        next = last ? { createdAt: last.createdAt, importId: last.importId } : null;
        break;
      }
      read += 1;
      rows.push(row);
    }
  }
  const events = await Promise.all(rows.map((row) => eventsOf(ledger, stage, row)));
  return {
    events: events.flat().filter((event) => detailType === null || event.detailType === detailType),
    next,
  };
}

/** The newest first. */
async function eventsOf(ledger: Ledger, stage: string, row: Import): Promise<ConsoleEvent[]> {
  const { importId, datastoreId, jobId } = row;
  const job = jobId === undefined ? undefined : await getJob(ledger, { datastoreId, jobId });
  const sequence = job?.sequence ?? 0;
  const startedAt = job?.submitTime ?? job?.startedAt ?? row.createdAt;
  const made = (number: number, time: number, detailType: string, detail: object): ConsoleEvent => ({
    sequence: number,
    time: new Date(time).toISOString(),
    detailType,
    importId,
    envelope: {
      'detail-type': detailType,
      source: 'inlet',
      time: new Date(time).toISOString(),
      detail: { importId, stage, ...detail },
    },
  });
  const events: ConsoleEvent[] = [];
  if (row.summary)
    events.push(
      made(sequence + 1, job?.endTime ?? startedAt, 'Import Results Summarized', { jobId, ...row.summary }),
    );
  if (row.outcome === 'START_FAILED' || row.state === 'START_FAILED')
    events.push(
      made(1, row.firstAttemptAt ?? row.createdAt, 'Import Start Failed', {
        errorName: row.errorName ?? null,
      }),
    );
  if (job && job.status !== null)
    events.push(
      made(sequence, job.endTime ?? startedAt, 'Import Job Status Changed', {
        sequence,
        datastoreId,
        jobId: job.jobId,
        status: job.status,
        inputS3Uri: job.inputS3Uri,
        progress: job.progress && progressOf(job.progress),
      }),
    );
  return events;
}
