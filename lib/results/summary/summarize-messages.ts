import { nameOf } from '../../../errors/index.ts';
import { getJob } from '../../ledger/index.ts';
import { untraced } from '../../tracing/index.ts';
import { endOfJob, MessageError } from './end-of-job.ts';
import type { SummaryDeps, SummaryOutcome } from './summarize-import.ts';
import { summarizeImport } from './summarize-import.ts';

/** A message of the summaries queue. */
export interface SummaryMessage {
  messageId: string;
  body: string;
}

/** What the queue offers: to put a message in again, as a new one. */
export interface SummaryQueue {
  /** @param delaySeconds before anybody gets it; up to 900 */
  sendAgain: (body: string, delaySeconds: number) => Promise<void>;
}

/** The outcome of a message. */
export interface MessageReport {
  messageId: string;
  jobId: string | null;
  importId: string | null;
  datastoreId: string | null;
  outcome: SummaryOutcome['kind'] | 'failed';
  /** Of a failure: the error's name, and what was wrong where the message itself was. */
  error?: string;
  reason?: string;
  /** Of a summary: its counts. */
  counts?: {
    resourcesScanned: number;
    resourcesImported: number;
    resourcesFailed: number;
    issues: number;
    problems: string[];
  };
  /** The job ended well as far as the service says, and its results do not show that all was read. */
  isIncomplete?: boolean;
}

/** When the work continues: at once; when another run should have finished; when a manifest may be there. */
const GO_ON_AFTER_SECONDS = { unfinished: 0, overtaken: 900, early: 60 };

/**
 * Summarizes the jobs whose end the messages report. A job that takes longer than one run is continued by a new message with
 * the same body, sent before the old one is forgotten: so the message's receive count does not grow, and a crash
 * in between doubles the message instead of losing it. A message that fails stays in the queue.
 */
export async function summarizeMessages(
  deps: SummaryDeps,
  queue: SummaryQueue,
  messages: readonly SummaryMessage[],
): Promise<MessageReport[]> {
  const reports: MessageReport[] = [];
  for (const message of messages) reports.push(await summarizeMessage(deps, queue, message));
  return reports;
}

const NO_IDS = { jobId: null, importId: null, datastoreId: null };

async function summarizeMessage(
  deps: SummaryDeps,
  queue: SummaryQueue,
  { messageId, body }: SummaryMessage,
): Promise<MessageReport> {
  let ids: Pick<MessageReport, 'jobId' | 'importId' | 'datastoreId'> = NO_IDS;
  try {
    const ended = endOfJob(body);
    ids = { jobId: ended.jobId, importId: ended.importId, datastoreId: ended.datastoreId };
    // The event may hold the input's key masked (`hideKeys`); the ledger holds it as it is.
    const followed = await getJob(deps.ledger, ended);
    const job = { ...ended, inputS3Uri: followed?.inputS3Uri ?? ended.inputS3Uri };
    const { trace = untraced } = deps;
    const about = job.importId === null ? null : { importId: job.importId };
    const outcome = await trace('sum a job up', about, () => summarizeImport(deps, job));
    if (outcome.kind !== 'summarized') await queue.sendAgain(body, GO_ON_AFTER_SECONDS[outcome.kind]);
    return { messageId, ...ids, outcome: outcome.kind, ...countsOf(outcome) };
  } catch (error) {
    const reason = error instanceof MessageError ? { reason: error.message } : {};
    return { messageId, ...ids, outcome: 'failed', error: nameOf(error), ...reason };
  }
}

const countsOf = (outcome: SummaryOutcome): Pick<MessageReport, 'counts' | 'isIncomplete'> => {
  if (outcome.kind !== 'summarized') return {};
  const { status, complete, resources, issues, problems } = outcome.summary;
  return {
    counts: {
      resourcesScanned: resources.scanned,
      resourcesImported: resources.imported,
      resourcesFailed: resources.customerErrors + resources.serverErrors,
      issues: issues.length,
      problems: problems.map(({ code }) => code),
    },
    isIncomplete: status.startsWith('COMPLETED') && !complete,
  };
};

/**
 * How long a failed message stays invisible, in seconds: longer each time, so that its receives last for hours of an
 * outage.
 * @param receives how often it was received, this time included
 */
export const retryAfterSeconds = (receives: number): number => Math.min(900, 30 * 2 ** (receives - 1));
