import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { getImport, importKey } from '../../../lib/ledger/imports.ts';
import { readObject } from '../../../lib/s3/index.ts';
import { planKeyOf } from '../../../lib/plans/plan.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { Death, startWorld } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

/** Puts another text in the place of an import's plan, as the version that wrote it would have. */
async function writePlan(importId: string, planKey: string, text: string): Promise<void> {
  await world.others.send(new PutObjectCommand({ Bucket: 'work', Key: planKey, Body: Buffer.from(text) }));
  await world.ledger.client.send(
    new UpdateCommand({
      TableName: world.ledger.tableName,
      Key: importKey(importId),
      UpdateExpression: 'SET planSha256 = :sha256',
      ExpressionAttributeValues: { ':sha256': createHash('sha256').update(text).digest('hex') },
    }),
  );
}

test('an import with a plan of a later version stands still, fails its run, holds up no other, and is started once by a version that reads it', async () => {
  await world.record(await world.drop('newer/a.ndjson', patients(1)));
  world.later(61);
  world.setFault(({ input }, moment) => {
    if (moment === 'before' && JSON.stringify(input).includes('"STARTING"')) throw new Death();
  });
  const [waiting] = (await world.start()).imports;
  world.setFault(() => undefined);
  const importId = waiting?.importId ?? '';
  const stateNow = async () => (await getImport(world.ledger, importId))?.state;
  expect(await stateNow()).toBe('READY');
  const planKey = planKeyOf(importId);
  const text = await readObject(world.s3, { bucket: 'work', key: planKey });
  await writePlan(importId, planKey, text.replace('{', '{"format":2,'));

  await world.record(await world.drop('other/a.ndjson', patients(1)));
  world.later(61);
  const { imports } = await world.start();
  expect(imports.find((one) => one.importId === importId)).toMatchObject({
    outcome: 'stuck',
    errorName: 'PlanIsNewer',
  });
  expect(imports.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  expect(await stateNow()).toBe('READY');

  await writePlan(importId, planKey, text);
  world.later(600);
  expect((await world.start()).imports).toContainEqual(
    expect.objectContaining({ importId, outcome: 'started', fileCount: 1 }),
  );
  expect(world.jobs()).toHaveLength(2);
});
