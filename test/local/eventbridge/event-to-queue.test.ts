import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { createEventBridge } from '../../../local/eventbridge/eventbridge.ts';
import { transaction } from '../../../local/ground/sqlite.ts';
import { serve } from '../../support/server.ts';
import { ARRIVALS, arrivals, eventsPolicy, running } from '../sqs/running.ts';
import { entry, rule } from './running.ts';

let cloud: ReturnType<typeof running>;
afterEach(() => {
  cloud.close();
});

/** Queues and an event bridge on one database, and a rule from source `test` to the queue. */
function start(policyOf = rule().arn) {
  cloud = running();
  const { database, clock, queues } = cloud;
  queues.declare({ ...arrivals, policy: eventsPolicy({ ArnEquals: { 'aws:SourceArn': policyOf } }) });
  const eventBridge = createEventBridge({
    database,
    clock,
    authorize: () => undefined,
    mayAssume: () => false,
    invokeFunction: () => undefined,
    publishToTopic: () => undefined,
    sendToQueue: (queueArn, body, by, attributes) => queues.send(queueArn, body, by, attributes),
  });
  eventBridge.declareRule(rule({ targets: [{ id: 'queue', arn: ARRIVALS }] }));
  return { eventBridge, queues, database };
}

describe('an event for a queue', () => {
  test('is a message of the queue, as one commit with what its source wrote', () => {
    const { eventBridge, queues, database } = start();
    database.exec('CREATE TABLE object (key TEXT)');
    const upload = (fail: boolean): string =>
      transaction(database, () => {
        database.exec("INSERT INTO object VALUES ('Patient.ndjson')");
        const id = eventBridge.put(entry());
        if (fail) throw new Error('killed');
        return id;
      });
    expect(() => upload(true)).toThrow('killed');
    expect(queues.count(ARRIVALS).visible).toBe(0);
    const id = upload(false);
    const [message] = queues.receive(ACCOUNT, ARRIVALS, 10);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ id, source: 'test', detail: { n: 1 } });
    expect(database.prepare('SELECT count(*) AS n FROM object').get()).toEqual({ n: 1 });
  });

  test('that the queue policy does not let in is a failed delivery that names rule, action and queue', () => {
    const { eventBridge, queues } = start('arn:aws:events:us-east-1:000000000000:rule/another');
    eventBridge.put(entry());
    expect(queues.count(ARRIVALS).visible).toBe(0);
    expect(eventBridge.failedDeliveries()).toMatchObject([
      {
        target: ARRIVALS,
        errorCode: 'NO_PERMISSIONS',
        errorMessage: expect.stringContaining(
          `for ${rule().arn} is not authorized to perform: sqs:SendMessage`,
        ),
      },
    ]);
  });

  test('can be put by the AWS CLI', async () => {
    const { eventBridge, queues } = start();
    if (spawnSync('which', ['aws']).status !== 0) {
      process.stderr.write('not tested: the AWS CLI is not installed\n');
      return;
    }
    const { url, close } = await serve(eventBridge.service);
    const entries = JSON.stringify([{ Source: 'test', DetailType: 'Test', Detail: '{"from": "cli"}' }]);
    const { stdout } = await promisify(execFile)(
      'aws',
      ['--endpoint-url', url, '--output', 'json', 'events', 'put-events', '--entries', entries],
      {
        env: {
          ...process.env,
          AWS_ACCESS_KEY_ID: 'x',
          AWS_SECRET_ACCESS_KEY: 'x',
          AWS_DEFAULT_REGION: 'us-east-1',
        },
      },
    );
    await close();
    expect(JSON.parse(stdout)).toMatchObject({ FailedEntryCount: 0 });
    const [message] = queues.receive(ACCOUNT, ARRIVALS, 1);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ detail: { from: 'cli' } });
  });
});
