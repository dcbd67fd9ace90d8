import { nameOf } from '../../errors/index.ts';
import { about, noProbe, reads, takesTime, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { CannotTell } from '../cannot-tell.ts';

/** So many jobs are started: 25 may wait behind the one that runs. */
const MOST_JOBS = 40;
const AT_ONCE = 10;
/** Lines of a job that is to run meanwhile, more where it has ended too soon: they are refused, one by one. */
const LASTING_LINES = [120_000, 480_000];

/**
 * Starts jobs behind one that runs, until a start is refused.
 * @returns the error of that start, or that there was none; undefined where the first job has ended meanwhile
 */
async function refusedBehind(
  { jobs, rest, until }: Bench,
  files: Record<string, string>,
): Promise<string | undefined> {
  const taken = [await jobs.start('full', { files })];
  let refused: string | undefined;
  // Not too fast, since a start may be refused for the request rate by the same name: 25 a second may come.
  while (refused === undefined && taken.length <= MOST_JOBS) {
    await rest();
    const starts = Array.from({ length: AT_ONCE }, () => jobs.start('full-next', { files: {} }));
    for (const start of await Promise.allSettled(starts))
      if (start.status === 'fulfilled') taken.push(start.value);
      else refused = nameOf(start.reason);
  }
  const isEnough = refused !== undefined || (await jobs.isOpen(taken[0] ?? ''));
  // Their results are not read: each refused line has one.
  for (const jobId of taken)
    await until('an import job to end', async () => ((await jobs.isOpen(jobId)) ? undefined : true));
  return isEnough ? (refused ?? `none of ${MOST_JOBS} was refused`) : undefined;
}

/** A page of the data store's import jobs: submit times and ids, newest first where the service has it so. */
async function page({ api, datastoreId }: Bench, more: object) {
  const { body, outcome } = await api('ListFHIRImportJobs', { DatastoreId: datastoreId, ...more });
  const jobs = (body.ImportJobPropertiesList ?? []) as {
    JobId: string;
    SubmitTime: number;
    JobName?: string;
  }[];
  return { jobs, outcome, next: body.NextToken as string | undefined };
}

/** Three jobs that end at once, since there is nothing to read. */
const threeJobs = (bench: Bench): Promise<void> =>
  bench.once('three jobs', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) await bench.imported(name, () => ({ files: {} }));
  });

export const PAGING_AND_TOKENS = [
  ...about('Paging', {
    'order-of-lists': [
      'Lists are ordered from the newest on.',
      writes('newest first', async (bench) => {
        await threeJobs(bench);
        const { jobs } = await page(bench, {});
        const times = jobs.map(({ SubmitTime }) => SubmitTime);
        if (times.length < 3) return `${times.length} of three jobs listed`;
        return times.every((time, at) => at === 0 || time <= (times[at - 1] ?? 0))
          ? 'newest first'
          : 'another order';
      }),
    ],
    'page-of-a-hundred': [
      'A page has 100 items where MaxResults is not given.',
      noProbe('time', 'it takes more than a hundred jobs of one data store, each of minutes'),
    ],
    'steady-pages': [
      'What is added while pages are read does not move the following pages; filters by date are exclusive.',
      writes('the next page goes on, the job at the filter’s time is left out', async (bench) => {
        await threeJobs(bench);
        const all = await page(bench, {});
        const first = await page(bench, { MaxResults: 1 });
        await bench.imported('page-4', () => ({ files: {} }));
        const second = await page(bench, { MaxResults: 1, NextToken: first.next });
        const [shown] = second.jobs;
        const goesOn = shown !== undefined && shown.JobId === all.jobs[1]?.JobId;
        const at = all.jobs[0];
        const after = await page(bench, { SubmittedAfter: at?.SubmitTime });
        const isIn = after.jobs.some(({ JobId }) => JobId === at?.JobId);
        return `the next page ${goesOn ? 'goes on' : 'has moved'}, the job at the filter’s time is ${isIn ? 'in' : 'left out'}`;
      }),
    ],
    'pages-of-other-sizes': [
      'MaxResults may change from page to page.',
      writes('1, then 2', async (bench) => {
        await threeJobs(bench);
        const first = await page(bench, { MaxResults: 1 });
        const second = await page(bench, { MaxResults: 2, NextToken: first.next });
        return `${first.jobs.length}, then ${second.outcome === 'done' ? second.jobs.length : second.outcome}`;
      }),
    ],
    'damaged-page-token': [
      'A damaged or foreign NextToken is ValidationException.',
      reads(
        'ValidationException',
        async ({ api }) => (await api('ListFHIRDatastores', { NextToken: 'bm90IGEgdG9rZW4=' })).outcome,
      ),
    ],
  }),

  ...about('ClientToken', {
    'token-again': [
      'Tokens count for the whole account, by action (`rememberClientTokens`).',
      writes('the same job', async (bench) => {
        const wish = { files: {}, clientToken: bench.id('token') };
        const first = await bench.jobs.start('token', wish);
        const again = await bench.jobs.start('token', wish);
        await bench.jobs.ended(again);
        return first === again ? 'the same job' : 'another job';
      }),
    ],
    'token-for-ever': [
      'Tokens are never forgotten.',
      noProbe('time', 'nobody says after how long they might be'),
    ],
    'token-with-defaults': [
      'The parameters are compared as they are given: a member left out differs from its default.',
      writes('ValidationException', async (bench) => {
        const wish = { files: {}, clientToken: bench.id('token-2') };
        await bench.jobs.ended(await bench.jobs.start('token-2', wish));
        return bench.jobs.start('token-2', { ...wish, level: 'strict' }).then(() => 'taken', nameOf);
      }),
    ],
  }),

  ...about('Job queue and states', {
    'queues-of-jobs': [
      'Imports and exports have a queue each; one job runs by data store, or in the account (`runningScope`).',
      noProbe('cost', 'it takes imports that run for long, in two data stores at once'),
    ],
    'full-queue': [
      'One job more than may wait is ThrottlingException (`overQueueError`).',
      takesTime('ThrottlingException', async (bench) => {
        for (const lines of LASTING_LINES) {
          const files = { 'refused.ndjson': '{"resourceType":"Patient"}\n'.repeat(lines) };
          const seen = await refusedBehind(bench, files);
          if (seen !== undefined) return seen;
        }
        throw new CannotTell('no job ran for as long as it took to start more than may wait');
      }),
    ],
  }),
];
