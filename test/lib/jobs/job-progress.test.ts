import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  DescribeFHIRImportJobResponse,
  ImportJobProperties,
  ListFHIRImportJobsResponse,
} from '@aws-sdk/client-healthlake';
import { openJobs } from '../../../lib/ledger/jobs.ts';
import { patients } from '../../support/cloud.ts';
import type { Fault, World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
let drops = 0;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  await world.record(await world.drop(`drop-${(drops += 1)}/a.ndjson`, patients(1, `p${drops}`)));
  world.later(61);
  await world.start();
  await world.jobsEnded();
});
afterEach(async () => {
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
  await world.poll();
  world.sent.length = 0;
});
afterAll(() => world.end());

/** Lets HealthLake show the jobs as running, with so many resources read. */
const running = (resourcesScanned: number): Fault => {
  const asRunning = (job: ImportJobProperties | undefined) => {
    if (!job) return;
    delete job.EndTime;
    job.JobStatus = 'IN_PROGRESS';
    job.JobProgressReport = { TotalNumberOfScannedFiles: 1, TotalNumberOfResourcesScanned: resourcesScanned };
  };
  return ({ name }, moment, output) => {
    if (moment === 'before') return;
    if (name === 'DescribeFHIRImportJob')
      asRunning((output as DescribeFHIRImportJobResponse).ImportJobProperties);
    if (name === 'ListFHIRImportJobs')
      for (const job of (output as ListFHIRImportJobsResponse).ImportJobPropertiesList ?? []) asRunning(job);
  };
};
const inLedger = async () => (await openJobs(world.ledger))[0]?.progress?.TotalNumberOfResourcesScanned;
const hourly = { progressEventMinutesOf: () => 60 };
const told = () => world.progressEvents().map(({ progress }) => progress.resourcesScanned);

describe('the counts of a running job', () => {
  test('are kept in the ledger as they grow, without an event', async () => {
    world.setFault(running(10));
    await world.poll();
    world.setFault(running(2000));
    world.later(60);
    const events = world.sent.length;
    expect(await world.poll()).toMatchObject({
      transitions: [],
      eventsSent: 0,
      openByStatus: new Map([['IN_PROGRESS', 1]]),
    });
    expect(await inLedger()).toBe(2000);
    expect(world.sent).toHaveLength(events);
  });

  test('are not written again where nothing has changed', async () => {
    world.setFault(running(10));
    await world.poll();
    const from = world.calls.length;
    await world.poll();
    expect(world.calls.slice(from).filter(({ name }) => name === 'PutItem')).toEqual([]);
  });

  test('do not shrink where an older look at the job comes later', async () => {
    world.setFault(running(2000));
    await world.poll();
    world.setFault(running(10));
    await world.poll();
    expect(await inLedger()).toBe(2000);
  });

  test('are told for a route that wants it, no more often than it wants and only where they changed', async () => {
    world.setFault(running(10));
    await world.poll(hourly);
    expect(told()).toEqual([]);
    world.later(3600);
    await world.poll(hourly);
    world.setFault(running(20));
    world.later(600);
    await world.poll(hourly);
    expect(told()).toEqual([10]);
    world.later(3000);
    await world.poll(hourly);
    world.later(3600);
    await world.poll(hourly);
    expect(told()).toEqual([10, 20]);
    expect(world.progressEvents()[0]).toMatchObject({ status: 'IN_PROGRESS', fileCount: 1 });
    expect(world.statusEvents().map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('are told after the status that they belong to', async () => {
    world.later(3600);
    world.setFault(running(10));
    await world.poll(hourly);
    expect(world.sent.map(({ DetailType }) => DetailType)).toEqual([
      'Import Job Status Changed',
      'Import Job Status Changed',
      'Import Job Progress',
    ]);
  });

  test('are told again by the same eventId where a run died after it had sent them', async () => {
    world.later(3600);
    world.setFault(running(10));
    await world.poll(hourly);
    world.sent.length = 0;
    world.later(3600);
    const grown = running(20);
    let isSent = false;
    world.setFault((call, moment, output) => {
      if (call.name === 'PutEvents' && moment === 'after') isSent = true;
      if (isSent && moment === 'before') throw new Error('died');
      return grown(call, moment, output);
    });
    expect((await world.poll(hourly)).stuck).toHaveLength(1);
    world.setFault(grown);
    world.later(60);
    await world.poll(hourly);
    const ids = world.progressEvents().map(({ eventId }) => eventId);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test('wait while the bus refuses them, and give way to the job’s end', async () => {
    world.later(3600);
    world.setFault(running(10));
    world.refuseEvents(({ DetailType }) => DetailType === 'Import Job Progress');
    expect(await world.poll(hourly)).toMatchObject({ eventsSent: 2, eventsWaiting: 1 });
    world.refuseEvents(() => false);
    world.setFault(() => undefined);
    expect(await world.poll(hourly)).toMatchObject({ ended: 1, eventsWaiting: 0 });
    expect(told()).toEqual([]);
  });
});
