import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readExportStatus } from '../../../lib/status/exports/export-status.ts';
import { readOverview } from '../../../lib/status/overview.ts';
import { exporting, testExport } from '../../support/exporting.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const failure = (name: string): Error => Object.assign(new Error(name), { name });

test('status says of each run what run-exports then does: start it, hold it, try it later, or give it up', async () => {
  const configured = [testExport(world, { name: 'one' }), testExport(world, { name: 'two' })];
  const exports = exporting(world, configured);
  const reader = () => ({
    ...world.planWriter(),
    exports: configured,
    unresolvedExports: new Map([['lost', 'NoSuchDataStore']]),
    stage: 'local',
  });
  const saidAndDone = async () => {
    const { exports: said } = await readOverview(reader());
    const done = await exports.run({ unresolvedExports: reader().unresolvedExports });
    return said.map(({ exportName, because }) => [
      exportName,
      because,
      done.find((report) => report.exportName === exportName)?.outcome,
    ]);
  };

  await exports.due('one', 1000);
  expect(await saidAndDone()).toEqual([['one', 'the next run starts it', 'started']]);
  await exports.due('two', 2000);
  await exports.due('lost', 3000);
  await exports.due('gone', 4000);
  const { jobId } = exports.jobs()[0] ?? { jobId: '' };
  expect(await saidAndDone()).toEqual([
    ['one', `job ${jobId} is not looked at yet`, 'running'],
    ['two', `it is held: export "one" of its data store is open (job ${jobId})`, 'held'],
    ['lost', 'it has no data store (NoSuchDataStore)', 'stuck'],
    ['gone', 'the configuration has no export "gone"', 'failed'],
  ]);
  await world.jobsEnded();
  await world.poll();
  world.setFault(({ name }, moment) => {
    if (name === 'StartFHIRExportJob' && moment === 'before') throw failure('AccessDeniedException');
  });
  const [first, second] = await saidAndDone();
  expect([first, second]).toEqual([
    ['one', 'its job ended COMPLETED; the next run finishes it', 'finished'],
    ['two', 'the next run starts it', 'later'],
  ]);
  const [two] = await saidAndDone();
  expect(two).toEqual([
    'two',
    expect.stringMatching(/^HealthLake refused it \(AccessDeniedException\); it is tried again at 2/),
    'not-yet',
  ]);
  const { exports: open, nextStep } = await readOverview(reader());
  expect(nextStep).toBe(
    `${open[0]?.exportId ?? ''} is refused: \`npx inlet status ${open[0]?.exportId ?? ''}\` says what to mend.`,
  );
  expect((await readExportStatus(reader(), open[0]?.exportId ?? ''))?.nextStep).toContain('data access role');
  world.setFault(() => undefined);
  world.later(3600);
  for (let rounds = 0; rounds < 4; rounds += 1) {
    await exports.run();
    await world.jobsEnded();
    await world.poll();
  }
  const ended = await readExportStatus(reader(), open[0]?.exportId ?? '');
  expect(ended).toMatchObject({
    export: { state: 'COMPLETED', isOpen: false, because: 'its job ended COMPLETED' },
    job: { exportName: 'two', files: { count: 0, types: [] } },
  });
  expect(await readExportStatus(reader(), 'exp-one-20260101T000000Z-00000000')).toBeUndefined();
});
