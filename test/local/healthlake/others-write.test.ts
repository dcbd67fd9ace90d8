import { CreateFHIRDatastoreCommand, TagResourceCommand } from '@aws-sdk/client-healthlake';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { whileOthersWrite } from '../ground/others-write.ts';
import { startHealthLake } from './running.ts';

const BUSY = {
  name: 'InternalServerException',
  message: 'Something else has been writing for too long: try again.',
  $metadata: expect.objectContaining({ httpStatusCode: 500 }) as unknown,
};

test('an action that waits in vain for others who write is InternalServerException, has done nothing, and can be sent again', async () => {
  const { folder, remove } = await temporaryFolder();
  const database = openDatabase(folder, 'cloud.sqlite');
  const troubles: unknown[] = [];
  const running = await startHealthLake({
    database,
    stateFolder: folder,
    onTrouble: (error) => troubles.push(error),
  });
  const { client, healthlake } = running;
  const create = (): Promise<unknown> =>
    client.send(
      new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4', DatastoreName: 'x', ClientToken: 'once' }),
    );
  const arn = healthlake.dataStores.find(running.datastoreId)?.arn;
  const tag = (): Promise<unknown> =>
    client.send(new TagResourceCommand({ ResourceARN: arn, Tags: [{ Key: 'a', Value: 'b' }] }));
  const start = (): Promise<string> => running.startImport({ ClientToken: 'once' });

  for (const act of [create, tag, start])
    await whileOthersWrite(database, () => expect(act()).rejects.toMatchObject(BUSY));
  expect([healthlake.datastores().length, healthlake.jobs(), troubles]).toEqual([1, [], []]);
  for (const act of [create, tag, start]) await act();
  expect([healthlake.datastores().length, healthlake.jobs().length]).toEqual([2, 1]);
  await running.stop();
  await remove();
});
