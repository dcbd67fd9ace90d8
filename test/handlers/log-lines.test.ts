import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, until } from '../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 60_000 });
});
afterAll(() => cloud.end());

interface LogLine {
  message: string;
  level: string;
  [member: string]: unknown;
}

/** The log lines of one function since a moment, without its metrics and Lambda's own lines. */
const linesOf = (handler: string, from: number): LogLine[] =>
  cloud.logs
    .slice(from)
    .filter(
      ({ functionName, line }) => functionName === `inlet-local-${handler}` && line.includes('"message"'),
    )
    .map(({ line }) => JSON.parse(line) as LogLine);

const toldBy = (handler: string, from: number) => linesOf(handler, from).map(({ message }) => message);

test('a run that has nothing to do says so in one line, and a run that waits says for what', async () => {
  await cloud.advanceClock(60);
  expect(toldBy('start-imports', 0)).toContain('nothing due: no drop and no import is open');
  expect(toldBy('poll-jobs', 0)).toContain('nothing due: no job is open');

  const from = cloud.logs.length;
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: 'a/b.ndjson', Body: Buffer.from(patients(1)) }),
  );
  await cloud.idle();
  const drops = linesOf('start-imports', from).filter(({ message }) => message === 'drop looked at');
  expect(drops.find(({ imports }) => Array.isArray(imports) && imports.length > 0)).toMatchObject({
    because: 'quiet',
    pendingFiles: 1,
  });
  const started = linesOf('start-imports', from).filter(({ outcome }) => outcome === 'started');
  expect(started).toHaveLength(1);
  expect(linesOf('record-arrivals', from)).toMatchObject([
    {
      message: 'arrival looked at',
      eventId: cloud.events.find(({ source }) => source === 'aws.s3')?.id,
      bucket: 'inlet-local-inbox',
      key: 'a/b.ndjson',
      route: 'default',
      drop: 'a/',
      outcome: 'recorded',
    },
    { message: 'arrivals recorded', counts: { recorded: 1 } },
  ]);
  expect(linesOf('poll-jobs', from).some(({ ended }) => ended === 1)).toBe(true);
  const { importId, jobId } = started[0] ?? { importId: undefined, jobId: undefined };
  const changes = linesOf('poll-jobs', from).filter(({ message }) => message === 'job status changed');
  expect(changes.at(-1)).toMatchObject({ importId, jobId, to: 'COMPLETED' });
  expect(linesOf('summarize-import', from)).toMatchObject([{ importId, jobId, outcome: 'summarized' }]);
});

/** The values of a function's metrics since a moment, by their names (CloudWatch embedded metric format). */
function metricsOf(handler: string, from: number): Record<string, number[]> {
  const values: Record<string, number[]> = {};
  for (const { functionName, line } of cloud.logs.slice(from)) {
    if (functionName !== `inlet-local-${handler}` || !line.includes('"_aws"')) continue;
    const record = JSON.parse(line) as Record<string, number | number[]> & {
      _aws: { CloudWatchMetrics: { Namespace: string; Metrics: { Name: string }[] }[] };
    };
    for (const { Namespace, Metrics } of record._aws.CloudWatchMetrics) {
      expect(Namespace).toBe('Inlet/local');
      for (const { Name } of Metrics) (values[Name] ??= []).push(...[record[Name] ?? []].flat());
    }
  }
  return values;
}
const sum = (values: number[] = []) => values.reduce((total, value) => total + value, 0);

test('failed lines, the time to the start and jobs by their ends are metrics', async () => {
  const from = cloud.logs.length;
  const body = `${patients(2, 'ok')}{"resourceType":"Patient","id":1}\n`;
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: 'c/d.ndjson', Body: Buffer.from(body) }),
  );
  await cloud.idle();
  const [summary, starts, polls] = ['summarize-import', 'start-imports', 'poll-jobs'].map((handler) =>
    metricsOf(handler, from),
  );
  expect([sum(summary?.LinesImported), sum(summary?.LinesFailed), sum(summary?.ResultsIncomplete)]).toEqual([
    2, 1, 0,
  ]);
  expect(starts?.ArrivalToStart).toHaveLength(1);
  // The route closes a drop when it was quiet for two seconds.
  expect(sum(starts?.ArrivalToStart)).toBeGreaterThanOrEqual(2);
  expect([sum(polls?.JobsCompletedWithErrors), sum(polls?.JobsFailed)]).toEqual([1, 0]);
  expect(polls?.JobsInProgress?.length).toBe(polls?.JobsQueued?.length);
});

test('dozens of warm invocations leave no listener behind', async () => {
  // Of a longer jump only the last ten minutes' ticks are run where they find nothing to do.
  for (let jump = 0; jump < 4; jump += 1) await cloud.advanceClock(9 * 60);
  const state = await cloud.state();
  for (const name of ['inlet-local-start-imports', 'inlet-local-poll-jobs']) {
    const { invocations = 0 } = state.functions.find((each) => each.name === name) ?? {};
    expect(invocations).toBeGreaterThan(30);
  }
  // Node warns of more than ten of a kind.
  expect(cloud.logs.filter(({ line }) => line.includes('MaxListenersExceededWarning'))).toEqual([]);
});

test('a message that cannot be read goes back to the queue, and the line about it quotes nothing of it', async () => {
  const from = cloud.logs.length;
  await cloud.sqs.send(
    new SendMessageCommand({
      QueueUrl: `${cloud.url}/000000000000/inlet-local-arrivals`,
      MessageBody: 'no JSON: Wilhelmina',
    }),
  );
  await until(
    () => toldBy('record-arrivals', from).includes('message goes back to the queue'),
    'the line about the message',
  );
  const line = linesOf('record-arrivals', from).find(({ level }) => level === 'ERROR');
  expect(line).toMatchObject({ error: 'SyntaxError', reason: 'the message is no JSON' });
  expect(JSON.stringify(cloud.logs.slice(from))).not.toContain('Wilhelmina');
});
