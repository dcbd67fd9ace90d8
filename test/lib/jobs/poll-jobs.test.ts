import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  DescribeFHIRImportJobResponse,
  JobStatus,
  ListFHIRImportJobsResponse,
} from '@aws-sdk/client-healthlake';
import { StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import { getImport } from '../../../lib/ledger/imports.ts';
import { openJobs, putJob } from '../../../lib/ledger/jobs.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
  world.sent.length = 0;
});
afterAll(() => world.end());

let names = 0;
/** Drops files and starts an import of each; returns the jobs' ids. */
async function startJobs(count: number): Promise<string[]> {
  const before = new Set(world.jobs().map(({ jobId }) => jobId));
  for (let index = 0; index < count; index += 1) {
    const drop = `drop-${(names += 1)}/`;
    await world.record(await world.drop(`${drop}a.ndjson`, patients(1, `p${names}`)));
  }
  world.later(61);
  await world.start();
  await world.jobsEnded();
  return world.jobs().flatMap(({ jobId }) => (before.has(jobId) ? [] : jobId));
}
const callsNamed = (name: string, from: number) =>
  world.calls.slice(from).filter((call) => call.name === name);
const told = (jobId: string | undefined) =>
  world
    .statusEvents()
    .filter((event) => event.jobId === jobId)
    .map(({ sequence, status }) => `${sequence} ${status}`);

describe('polling', () => {
  test('looks at all jobs of a data store with one List, and tells each one’s changes in order', async () => {
    const jobs = await startJobs(3);
    const from = world.calls.length;
    const report = await world.poll();
    expect(report).toMatchObject({ openJobs: 3, ended: 3, stuck: [], unreachable: [] });
    expect([
      callsNamed('ListFHIRImportJobs', from).length,
      callsNamed('DescribeFHIRImportJob', from).length,
    ]).toEqual([1, 0]);
    for (const jobId of jobs) expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
    expect(await world.poll()).toMatchObject({ openJobs: 0 });
  });

  test('asks by Describe for what List does not show', async () => {
    const [jobId] = await startJobs(1);
    world.configure({ listLagMs: 3_600_000 });
    const from = world.calls.length;
    await world.poll();
    world.configure({ listLagMs: 0 });
    expect(callsNamed('DescribeFHIRImportJob', from)).toHaveLength(1);
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
  });

  test('sees the other jobs of a store where one cannot even be described', async () => {
    const [first, second] = await startJobs(2);
    world.configure({ listLagMs: 3_600_000 });
    world.setFault(({ name, input }, moment) => {
      if (name === 'DescribeFHIRImportJob' && moment === 'before' && input.JobId === first)
        throw Object.assign(new Error('no'), { name: 'InternalServerException' });
    });
    const report = await world.poll();
    expect(report.unreachable).toMatchObject([
      { datastoreId: world.datastoreId, jobId: first, error: 'InternalServerException' },
    ]);
    expect([told(first), told(second)]).toEqual([[], ['1 SUBMITTED', '2 COMPLETED']]);
    world.setFault(() => undefined);
    world.configure({ listLagMs: 0 });
    await world.poll();
    expect(told(first)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
  });

  test('tells a status that nobody knows yet, and follows the job to its end all the same', async () => {
    const [jobId] = await startJobs(1);
    world.setFault(({ name }, moment, output) => {
      if (name !== 'ListFHIRImportJobs' || moment === 'before') return;
      for (const job of (output as ListFHIRImportJobsResponse).ImportJobPropertiesList ?? [])
        job.JobStatus = 'PONDERING' as JobStatus;
    });
    expect(await world.poll()).toMatchObject({ ended: 0, stuck: [] });
    await world.poll();
    world.setFault(() => undefined);
    expect(await world.poll()).toMatchObject({ ended: 1 });
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 PONDERING', '3 COMPLETED']);
  });

  test('by two runs at once tells each change with one number, and the same each time', async () => {
    const [jobId] = await startJobs(1);
    await Promise.all([world.poll(), world.poll(), world.poll()]);
    await world.poll();
    const events = world.statusEvents().filter((event) => event.jobId === jobId);
    const distinct = new Set(
      events.map(({ sequence, status, eventId }) => `${sequence} ${status} ${eventId}`),
    );
    expect([...distinct].map((line) => line.split(' ').slice(0, 2).join(' ')).sort()).toEqual([
      '1 SUBMITTED',
      '2 COMPLETED',
    ]);
    expect(await world.poll()).toMatchObject({ openJobs: 0 });
  });

  test('ends the import with its job’s outcome', async () => {
    await startJobs(1);
    await world.poll();
    const [event] = world.statusEvents();
    expect(await getImport(world.ledger, event?.importId ?? '')).toMatchObject({
      state: 'ENDED',
      outcome: 'COMPLETED',
    });
  });
});

describe('an outbox', () => {
  test('keeps what the bus refused, entry by entry, and sends it later with the same eventId', async () => {
    const [jobId] = await startJobs(1);
    world.refuseEvents((_entry, index) => index === 1);
    expect(await world.poll()).toMatchObject({ eventsSent: 1, eventsWaiting: 1, ended: 0 });
    expect(told(jobId)).toEqual(['1 SUBMITTED']);
    world.refuseEvents(() => false);
    expect(await world.poll()).toMatchObject({ eventsSent: 1, eventsWaiting: 0, ended: 1 });
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
  });

  test('keeps everything while the bus takes nothing, and the import is open until it has left', async () => {
    const [jobId] = await startJobs(1);
    world.refuseEvents(() => true);
    expect(await world.poll()).toMatchObject({ eventsSent: 0, eventsWaiting: 2, ended: 0 });
    expect(await world.poll()).toMatchObject({ eventsSent: 0, eventsWaiting: 2, ended: 0, transitions: [] });
    const importId = world.jobs().find((job) => job.jobId === jobId)?.jobName ?? '';
    expect(await getImport(world.ledger, importId)).toMatchObject({ state: 'STARTED' });
    world.refuseEvents(() => false);
    expect(await world.poll()).toMatchObject({ eventsSent: 2, ended: 1 });
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
    expect(await getImport(world.ledger, importId)).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
  });

  test('loses nothing where a run died between the write and the sending', async () => {
    const [jobId] = await startJobs(1);
    world.setFault(({ name }, moment) => {
      if (name === 'PutEvents' && moment === 'before') throw new Error('died');
    });
    expect((await world.poll()).stuck).toHaveLength(1);
    expect(told(jobId)).toEqual([]);
    world.setFault(() => undefined);
    expect(await world.poll()).toMatchObject({ transitions: [], eventsSent: 2, ended: 1 });
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
  });

  test('says the same again, and nothing else, where a run died after sending', async () => {
    const [jobId] = await startJobs(1);
    let sent = false;
    world.setFault(({ name }, moment) => {
      if (name === 'PutEvents' && moment === 'after') sent = true;
      if (sent && moment === 'before') throw new Error('died');
    });
    expect((await world.poll()).stuck).toHaveLength(1);
    world.setFault(() => undefined);
    await world.poll();
    const events = world.statusEvents().filter((event) => event.jobId === jobId);
    expect(events).toHaveLength(4);
    expect(
      new Set(events.map(({ eventId, sequence, status }) => `${eventId} ${sequence} ${status}`)).size,
    ).toBe(2);
  });
});

describe('trouble with one', () => {
  test('data store holds up no other', async () => {
    const [jobId] = await startJobs(1);
    const lost = {
      ...(await openJobs(world.ledger))[0],
      datastoreId: 'e'.repeat(32),
      jobId: 'lost',
    };
    await putJob(world.ledger, lost as Parameters<typeof putJob>[1]);
    const report = await world.poll();
    expect(report.unreachable).toEqual([{ datastoreId: 'e'.repeat(32), error: 'ResourceNotFoundException' }]);
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
  });

  test('job holds up no other, and is named', async () => {
    const [first, second] = await startJobs(2);
    world.setFault(({ name, input }, moment) => {
      if (name === 'PutItem' && moment === 'before' && JSON.stringify(input).includes(String(first)))
        throw new Error('no');
    });
    expect((await world.poll()).stuck).toMatchObject([
      { jobId: first, importId: expect.stringMatching(/^imp-/), error: 'Error' },
    ]);
    expect([told(first), told(second)]).toEqual([[], ['1 SUBMITTED', '2 COMPLETED']]);
  });
});

describe('jobs that Inlet did not start', () => {
  const startElsewhere = async (JobName?: string): Promise<string> => {
    const { JobId = '' } = await world.healthLake.send(
      new StartFHIRImportJobCommand({
        ...(JobName !== undefined && { JobName }),
        DatastoreId: world.datastoreId,
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/data-access',
        InputDataConfig: { S3Uri: 's3://inbox/elsewhere/' },
        JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://results/x', KmsKeyId: 'alias/x' } },
        ClientToken: `elsewhere-${(names += 1)}`,
      }),
    );
    return JobId;
  };

  test('are left alone unless the configuration wants them followed', async () => {
    await world.drop('elsewhere/a.ndjson', patients(1, 'elsewhere'));
    const jobId = await startElsewhere();
    await world.jobsEnded();
    expect(await world.poll()).toMatchObject({ adopted: 0 });
    expect(told(jobId)).toEqual([]);
  });

  test('are followed from then on to their end, and told without an importId', async () => {
    const jobId = await startElsewhere('their job');
    await world.jobsEnded();
    const adopting = { adoptFrom: [world.datastoreId], now: Date.now };
    expect((await world.poll(adopting)).adopted).toBeGreaterThan(0);
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
    expect(world.statusEvents().find((event) => event.jobId === jobId)).toMatchObject({
      jobName: 'their job',
      importId: null,
      fileCount: null,
    });
    expect((await world.poll(adopting)).adopted).toBe(0);
  });

  test('are not taken for others where Inlet started them and has not written that down yet', async () => {
    const drop = `drop-${(names += 1)}/`;
    await world.record(await world.drop(`${drop}a.ndjson`, patients(1, `p${names}`)));
    world.later(61);
    world.setFault(({ name }, moment) => {
      if (name === 'StartFHIRImportJob' && moment === 'after') throw new Error('the answer is lost');
    });
    await world.start();
    world.setFault(() => undefined);
    await world.jobsEnded();
    const adopting = { adoptFrom: [world.datastoreId], now: Date.now };
    expect((await world.poll(adopting)).adopted).toBe(0);
    world.later(130);
    await world.start();
    await world.poll(adopting);
    const jobId = world.jobs().at(-1)?.jobId;
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 COMPLETED']);
    expect(world.statusEvents().find((event) => event.jobId === jobId)?.importId).toMatch(/^imp-/);
  });
});

describe('a job that is open for too long', () => {
  test('is told once, and followed on to its end', async () => {
    const [jobId] = await startJobs(1);
    world.setFault(({ name }, moment, output) => {
      if (moment === 'before') return;
      // Its start is later than what the service's clock shows, so that the List may not have it.
      if (name === 'DescribeFHIRImportJob')
        Object.assign((output as DescribeFHIRImportJobResponse).ImportJobProperties ?? {}, {
          JobStatus: 'IN_PROGRESS',
        });
      if (name === 'ListFHIRImportJobs')
        for (const job of (output as ListFHIRImportJobsResponse).ImportJobPropertiesList ?? [])
          job.JobStatus = 'IN_PROGRESS';
    });
    expect((await world.poll()).overdue).toEqual([]);
    world.later(86_401);
    world.refuseEvents(({ DetailType }) => DetailType === 'Import Job Overdue');
    expect((await world.poll()).overdue).toEqual([]);
    world.refuseEvents(() => false);
    expect((await world.poll()).overdue).toContainEqual({
      jobId,
      importId: expect.stringMatching(/^imp-/),
      status: 'IN_PROGRESS',
    });
    expect((await world.poll()).overdue).toEqual([]);
    expect(world.overdueJobs().filter((event) => event.jobId === jobId)).toMatchObject([
      { jobId, status: 'IN_PROGRESS', overdueAfterSeconds: 86_400 },
    ]);
    world.setFault(() => undefined);
    await world.poll();
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 IN_PROGRESS', '3 COMPLETED']);
  });
});

describe('a job that was cancelled', () => {
  test('is told, and CANCEL_COMPLETED taken for its end', async () => {
    world.configure({ cancelJobs: 'CANCEL_COMPLETED' });
    const [jobId] = await startJobs(1);
    world.configure({ cancelJobs: 'never' });
    expect(await world.poll()).toMatchObject({ ended: 1, stuck: [] });
    expect(told(jobId)).toEqual(['1 SUBMITTED', '2 CANCEL_COMPLETED']);
    await world.poll();
    expect(told(jobId)).toHaveLength(2);
  });
});
