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
    { message: 'arrivals recorded', counts: { recorded: 1 } },
  ]);
  expect(linesOf('poll-jobs', from).some(({ ended }) => ended === 1)).toBe(true);
});

test('dozens of warm invocations leave no listener behind', async () => {
  await cloud.advanceClock(35 * 60);
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
