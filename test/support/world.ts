import { EventEmitter } from 'node:events';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { EventEntry } from '../../events/entry.ts';
import type {
  DropIncomplete,
  ImportFileRejected,
  ImportFileWithdrawn,
  ImportJobOverdue,
  ImportJobProgress,
  ImportJobStatusChanged,
  ImportResultsSummarized,
  ImportStartFailed,
} from '../../events/types.generated.ts';
import { incompleteLooks } from '../../lib/drops/index.ts';
import { recordArrivals } from '../../lib/arrivals/record-arrivals.ts';
import type { ArrivalMessage } from '../../lib/arrivals/record-arrivals.ts';
import { startJobWith } from '../../lib/starts/start-job.ts';
import { startImports } from '../../lib/starts/start-imports.ts';
import { pollJobs } from '../../lib/jobs/poll-jobs.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { LEDGER_FORMAT } from '../../lib/ledger/ledger-format.ts';

import { hmacSecretOf, noKeyMask } from '../../lib/publish/object-key-masking.ts';
import type { SummaryDeps } from '../../lib/results/summary/summarize-import.ts';
import type { MessageReport } from '../../lib/results/summary/summarize-messages.ts';
import { summarizeMessages } from '../../lib/results/summary/summarize-messages.ts';
import { isTerminal } from '../../lib/healthlake/job-status.ts';
import { createClock } from '../../local/ground/clock.ts';
import { createDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { createHealthLake } from '../../local/healthlake/healthlake.ts';
import type { ObjectCreated } from '../../local/s3/s3.ts';
import { createS3 } from '../../local/s3/s3.ts';
import type { Service } from '../../local/ground/service.ts';
import { openDatabase } from '../../local/ground/sqlite.ts';
import { createEventGuard } from './event-guard.ts';
import { temporaryFolder, until } from './cloud.ts';
import { LEDGER_TABLE } from './ledger.ts';
import { operationOf, quickDocuments } from './quick-documents.ts';
import { testRoute } from './routes.ts';
import { directHandler } from './direct-handler.ts';
import { clientSettings } from './server.ts';

/** A process that has died makes no further call. */
export class Death extends Error {
  override name = 'Death';
}

/** One call of an SDK client. */
export interface Call {
  /** The command's name without "Command". */
  name: string;
  input: Record<string, unknown>;
}

/**
 * Decides on a call before it is made, and after: by throwing, by changing what an SDK client answers, or by letting
 * something else happen first.
 */
export type Fault = (call: Call, moment: 'before' | 'after', output?: object) => void | Promise<void>;

/**
 * The parts that the functions of lib/ work on, without the functions: the local cloud's S3, DynamoDB and HealthLake,
 * the SDK's S3 and HealthLake clients without connections (direct-handler.ts), a document client that does the same for
 * DynamoDB (quick-documents.ts), all of whose calls a test can see and make fail, and a clock that the test moves.
 */
export async function startWorld() {
  const { folder, remove } = await temporaryFolder();
  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = createClock();
  const created = new EventEmitter<{ object: [ObjectCreated] }>();
  const s3Server = createS3({
    database,
    folder: `${folder}/objects`,
    clock,
    authorize: () => undefined,
    onObjectCreated: (event) => created.emit('object', event),
  });
  const kmsKeyArn = 'arn:aws:kms:us-east-1:000000000000:key/k';
  s3Server.declareBucket({ name: 'inbox', versioned: true, eventBridge: true, kmsKeyArn });
  for (const name of ['work', 'results'])
    s3Server.declareBucket({ name, versioned: true, eventBridge: false });
  const healthLakeServer = createHealthLake({
    database,
    stateFolder: folder,
    clock,
    authorize: () => undefined,
    s3: s3Server,
    emit: () => undefined,
    endpoint: () => 'http://127.0.0.1',
    settings: { submittedMs: 0 },
  });
  const { datastoreId } = healthLakeServer.declareDatastore({ name: 'store' });
  healthLakeServer.start();
  const dynamoDb = createDynamoDb({ authorize: () => undefined, now: () => time });
  await dynamoDb.declareTable(LEDGER_TABLE);

  const calls: Call[] = [];
  let fault: Fault = () => undefined;
  const watched = <Client extends { middlewareStack: { add: (...args: never[]) => void } }>(
    client: Client,
  ): Client => {
    const watch =
      (
        next: (args: { input: Record<string, unknown> }) => Promise<{ output: object }>,
        context: { commandName?: string },
      ) =>
      async (args: { input: Record<string, unknown> }) => {
        const call = { name: (context.commandName ?? '').replace(/Command$/, ''), input: args.input };
        await fault(call, 'before');
        calls.push(call);
        const result = await next(args);
        await fault(call, 'after', result.output);
        return result;
      };
    (client.middlewareStack.add as (middleware: typeof watch, options: object) => void)(watch, {
      step: 'initialize',
    });
    return client;
  };
  const settings = (service: Service) => ({
    ...clientSettings('http://127.0.0.1'),
    requestHandler: directHandler(service),
    maxAttempts: 1,
  });
  const s3 = watched(new S3Client({ ...settings(s3Server.service), forcePathStyle: true }));
  const healthLake = watched(new HealthLakeClient(settings(healthLakeServer.service)));
  const documents = quickDocuments(dynamoDb.service);
  const send = documents.send.bind(documents) as (command: object) => Promise<object>;
  documents.send = (async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const call = { name: operationOf(command), input: command.input };
    await fault(call, 'before');
    calls.push(call);
    const output = await send(command);
    await fault(call, 'after', output);
    return output;
  }) as typeof documents.send;
  const dropper = new S3Client({ ...settings(s3Server.service), forcePathStyle: true });
  const ledger: Ledger = { client: documents, tableName: 'ledger' };

  const sent: EventEntry[] = [];
  const guard = createEventGuard();
  let refuse: (entry: EventEntry, index: number) => boolean = () => false;
  const sendEvents = async (entries: EventEntry[]) => {
    const call = { name: 'PutEvents', input: { entries } };
    for (const entry of entries) guard.seeEntry(entry);
    await fault(call, 'before');
    calls.push(call);
    const refused = new Set(entries.flatMap((entry, index) => (refuse(entry, index) ? [index] : [])));
    sent.push(...entries.filter((_, index) => !refused.has(index)));
    await fault(call, 'after');
    return refused;
  };

  let time = Date.now();
  const now = (): number => time;
  const looks = incompleteLooks(now);
  let isOutOfTime = (): boolean => false;
  const addressOf = () => ({ eventBusName: 'bus', time: new Date(time), resources: [] });
  let routes = [testRoute({ datastoreId })];
  let ledgerFormat = LEDGER_FORMAT;
  const recorder = () => ({
    ledger,
    s3,
    sendEvents: sendEvents as never,
    routes,
    ledgerFormat,
    busName: 'bus',
    now,
  });
  const starter = () => ({
    ledger,
    s3,
    healthLake,
    startJob: startJobWith(healthLake),
    sendEvents: sendEvents as never,
    addressOf,
    routes,
    unresolvedRoutes: new Map<string, string>(),
    exports: [],
    unresolvedExports: new Map<string, string>(),
    inboxBucket: 'inbox',
    workBucket: 'work',
    resultsBucket: 'results',
    giveUpAfterSeconds: 900,
    maxOpenJobsPerDataStore: 10,
    now,
    incompleteLooks: looks,
    isOutOfTime: () => isOutOfTime(),
    random: () => 0.5,
  });

  /** The summaries queue: what is not reported as failed is taken out. */
  const toSummarize: string[] = [];
  const sendAgain = async (body: string, delaySeconds: number) => {
    const call = { name: 'SendMessage', input: { delaySeconds } };
    await fault(call, 'before');
    calls.push(call);
    toSummarize.push(body);
    await fault(call, 'after');
  };

  return {
    ledger,
    s3,
    /** Past the faults, as somebody else who uses the same buckets. */
    others: dropper,
    toSummarize,
    /** Puts the ends of jobs that were told into the summaries queue, as the bus does. */
    queueEnds(from = 0) {
      for (const { DetailType, Detail } of sent.slice(from)) {
        const detail = JSON.parse(Detail) as ImportJobStatusChanged;
        if (DetailType === 'Import Job Status Changed' && isTerminal(detail.status))
          toSummarize.push(JSON.stringify({ 'detail-type': DetailType, detail }));
      }
    },
    /** Takes one message after the other out of the summaries queue, until it is empty or one fails. */
    async summarize(options: Partial<SummaryDeps> = {}): Promise<MessageReport[]> {
      const reports: MessageReport[] = [];
      const summarizer: SummaryDeps = {
        ledger,
        s3,
        sendEvents: sendEvents as never,
        addressOf,
        workBucket: 'work',
        resultsBucket: 'results',
        hmacSecret: hmacSecretOf(kmsKeyArn),
        maskKey: noKeyMask,
        isTimeUp: () => false,
        now,
        ...options,
      };
      for (let [body] = toSummarize; body !== undefined; [body] = toSummarize) {
        const [report] = await summarizeMessages(summarizer, { sendAgain }, [{ messageId: 'm', body }]);
        if (!report) break;
        reports.push(report);
        if (report.outcome === 'failed') break;
        toSummarize.splice(toSummarize.indexOf(body), 1);
      }
      return reports;
    },
    summaries: () => detailsOf<ImportResultsSummarized>(sent, 'Import Results Summarized'),
    healthLake,
    datastoreId,
    calls,
    sent,
    /** What calls meet now. */
    fault: (): Fault => fault,
    /** Makes calls fail from now on. */
    setFault(next: Fault) {
      fault = next;
    },
    /** Lets runs find that they have to leave the rest to the next one. */
    setOutOfTime(next: typeof isOutOfTime) {
      isOutOfTime = next;
    },
    refuseEvents(next: typeof refuse) {
      refuse = next;
    },
    /** Lets arrivals be recorded as in a ledger of this format. */
    setLedgerFormat(next: number) {
      ledgerFormat = next;
    },
    setRoutes(next: typeof routes) {
      routes = next;
    },
    configure: (changes: Parameters<typeof healthLakeServer.configure>[0]) => {
      healthLakeServer.configure(changes);
    },
    /** Lets the index of open work show writes only when they are so old, by the functions' clock. */
    lagIndex: (staleIndexMs: number) => {
      dynamoDb.faults.read({ staleIndexMs })();
    },
    /** Puts an object into the inbox and returns the queue's message about it. */
    async drop(key: string, body: string): Promise<ArrivalMessage & { detail: ObjectCreated }> {
      let detail: ObjectCreated | undefined;
      created.once('object', (event) => (detail = event));
      await dropper.send(new PutObjectCommand({ Bucket: 'inbox', Key: key, Body: Buffer.from(body) }));
      if (!detail) throw new Error('S3 told nothing');
      return { ...messageOf(detail), detail };
    },
    /** The queue's message about the next object that comes into the inbox. */
    nextMessage: () =>
      new Promise<ArrivalMessage>((resolve) => {
        created.once('object', (event) => {
          resolve(messageOf(event));
        });
      }),
    remove: (key: string, VersionId?: string) =>
      dropper.send(
        new DeleteObjectCommand({ Bucket: 'inbox', Key: key, ...(VersionId !== undefined && { VersionId }) }),
      ),
    record: (...messages: ArrivalMessage[]) => recordArrivals(recorder(), messages),
    now,
    /** Moves the clock that the functions see. */
    later(seconds: number) {
      time += seconds * 1000;
    },
    /** Moves the services' own clock, by which HealthLake begins what was submitted. */
    servicesLater: (seconds: number) => clock.advance(seconds),
    planWriter: starter,
    recorder,
    start: () => startImports(starter()),
    poll: (changes: Partial<Parameters<typeof pollJobs>[0]> = {}) =>
      pollJobs({
        ledger,
        healthLake,
        s3,
        sendEvents: sendEvents as never,
        addressOf,
        adoptFrom: [],
        overdueAfterSeconds: 86_400,
        progressEventMinutesOf: () => 0,
        now,
        ...changes,
      }),
    jobs: () => healthLakeServer.jobs(),
    jobsEnded: (patienceMs?: number) =>
      until(
        () =>
          healthLakeServer
            .jobs()
            .every(({ status }) => /^(?:COMPLETED|FAILED|CANCEL_COMPLETED)/.test(status)),
        'the end of all jobs',
        patienceMs,
      ),
    statusEvents: () => detailsOf<ImportJobStatusChanged>(sent, 'Import Job Status Changed'),
    rejections: () => detailsOf<ImportFileRejected>(sent, 'Import File Rejected'),
    withdrawals: () => detailsOf<ImportFileWithdrawn>(sent, 'Import File Withdrawn'),
    incompleteDrops: () => detailsOf<DropIncomplete>(sent, 'Drop Incomplete'),
    overdueJobs: () => detailsOf<ImportJobOverdue>(sent, 'Import Job Overdue'),
    progressEvents: () => detailsOf<ImportJobProgress>(sent, 'Import Job Progress'),
    startFailures: () => detailsOf<ImportStartFailed>(sent, 'Import Start Failed'),
    async end() {
      for (const client of [s3, healthLake, dropper]) client.destroy();
      clock.stop();
      await healthLakeServer.close();
      await dynamoDb.close();
      database.close();
      await remove();
      guard.check();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

const detailsOf = <Detail>(sent: readonly EventEntry[], type: string): Detail[] =>
  sent.filter(({ DetailType }) => DetailType === type).map(({ Detail }) => JSON.parse(Detail) as Detail);

let messages = 0;

/** A message of the arrivals queue about an object, as EventBridge puts it there. */
export const messageOf = (detail: ObjectCreated): ArrivalMessage => ({
  messageId: `message-${(messages += 1)}`,
  body: JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail }),
});
