import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, expect, test } from '@jest/globals';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { nameOf } from '../../../errors/index.ts';
import { QUEUE, running } from './running.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/inlet-local';

let ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended) await end();
  ended = [];
});

/** A cloud with the template's bus `inlet-local`, and a client. */
async function start(folder?: string) {
  const cloud = running({}, folder);
  const { eventBridge } = cloud;
  eventBridge.declareBus({ name: 'inlet-local', arn: BUS });
  const lost = eventBridge.restore();
  const { url, close } = await serve(eventBridge.service, () => ACCOUNT);
  const client = new EventBridgeClient({ ...clientSettings(url), maxAttempts: 1 });
  ended.push(async () => {
    client.destroy();
    await close();
    cloud.close();
  });
  const names = async () =>
    ((await client.send(new ListEventBusesCommand({}))).EventBuses ?? []).map(({ Name }) => Name);
  const publish = (EventBusName: string) =>
    client.send(
      new PutEventsCommand({ Entries: [{ EventBusName, Source: 'test', DetailType: 'd', Detail: '{}' }] }),
    );
  return { ...cloud, client, names, publish, lost };
}

const mine = { Name: 'mine' };
const rule = { Name: 'all', EventBusName: 'mine' };

test('a bus made at runtime has rules of its own, goes when they are gone, and is asked for by name', async () => {
  const { client, names, publish, got } = await start();
  const { EventBusArn } = await client.send(new CreateEventBusCommand({ ...mine, Description: 'of mine' }));
  expect(EventBusArn).toBe(BUS.replace('inlet-local', 'mine'));
  expect(await names()).toEqual(['default', 'inlet-local', 'mine']);
  expect(await client.send(new DescribeEventBusCommand(mine))).toMatchObject({
    Name: 'mine',
    Arn: EventBusArn,
    Description: 'of mine',
  });
  await client.send(new PutRuleCommand({ ...rule, EventPattern: '{"source": ["test"]}' }));
  await client.send(
    new PutTargetsCommand({ Rule: 'all', EventBusName: 'mine', Targets: [{ Id: 'q', Arn: QUEUE }] }),
  );
  await publish('inlet-local');
  expect(got).toEqual([]);
  await publish('mine');
  expect(got).toHaveLength(1);

  await expect(client.send(new DeleteEventBusCommand(mine))).rejects.toThrow('since it has rules');
  await client.send(new RemoveTargetsCommand({ Rule: 'all', EventBusName: 'mine', Ids: ['q'] }));
  await client.send(new DeleteRuleCommand(rule));
  await client.send(new DeleteEventBusCommand(mine));
  await client.send(new DeleteEventBusCommand(mine));
  expect(await names()).toEqual(['default', 'inlet-local']);
  expect((await publish('mine')).Entries).toMatchObject([{ ErrorCode: 'ResourceNotFoundException' }]);
});

test('what AWS refuses of a bus is refused, and the template’s own stays', async () => {
  const { client, eventBridge, names } = await start();
  const refused = async (input: object) =>
    client.send(new CreateEventBusCommand(input as typeof mine)).catch(nameOf);
  expect([
    await refused({ Name: 'inlet-local' }),
    await refused({ Name: 'default' }),
    await refused({ Name: 'a/b' }),
    await refused({ Name: 'b', Tags: [{ Key: 'a', Value: 'b' }] }),
  ]).toEqual([
    'ResourceAlreadyExistsException',
    'ResourceAlreadyExistsException',
    'ValidationException',
    'NotImplemented',
  ]);
  const remove = (Name: string) => client.send(new DeleteEventBusCommand({ Name })).catch(nameOf);
  expect([await remove('default'), await remove('inlet-local')]).toEqual([
    'ValidationException',
    'NotImplemented',
  ]);
  await client.send(new CreateEventBusCommand(mine));
  eventBridge.reset();
  expect(await names()).toEqual(['default', 'inlet-local']);
});
