import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  DropIncomplete,
  ImportFileRejected,
  ImportFileWithdrawn,
  ImportJobStatusChanged,
} from '../../events/types.generated.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, until } from '../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const Bucket = 'inlet-local-inbox';
const put = (Key: string, body = patients(1, Key.replaceAll(/\W/g, '-'))) =>
  cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
const remove = (Key: string) => cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
const detailsOf = <Detail>(type: string) =>
  cloud.events
    .filter((event) => event['detail-type'] === type)
    .map(({ detail }) => detail as unknown as Detail);
const withdrawals = (folder: string) =>
  detailsOf<ImportFileWithdrawn>('Import File Withdrawn').flatMap(({ key, reason }) =>
    key.startsWith(folder) ? [`${key} ${reason}`] : [],
  );
/** What the job read that was told of last. */
const lastInput = () =>
  detailsOf<ImportJobStatusChanged>('Import Job Status Changed').at(-1)?.inputS3Uri ?? '';
/** How many files each job had that began while this was done, and how it ended. */
const jobsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = new Set(cloud.statusEvents().map(({ jobId }) => jobId));
  await work();
  await cloud.idle();
  return cloud
    .statusEvents()
    .filter(({ jobId, endTime }) => !before.has(jobId) && endTime !== null)
    .map(({ fileCount, status }) => `${fileCount} ${status}`);
};

describe('what is deleted before its plan is frozen is not imported', () => {
  test.each([
    ['a folder', ['a.ndjson', 'b.ndjson'], ['b.ndjson'], [], ['1 COMPLETED']],
    ['a folder with a marker', ['a.ndjson', 'b.ndjson'], ['b.ndjson'], ['_SUCCESS'], ['1 COMPLETED']],
    ['the only file', ['a.ndjson'], ['a.ndjson'], [], []],
  ])('of %s', async (_, files, deleted, markers, ends) => {
    const folder = `del-${files.length}-${markers.length}/`;
    const ended = await jobsOf(async () => {
      for (const name of files) await put(`${folder}${name}`);
      for (const name of deleted) await remove(`${folder}${name}`);
      for (const name of markers) await put(`${folder}${name}`, '');
    });
    expect(ended).toEqual(ends);
    expect(withdrawals(folder)).toEqual(deleted.map((name) => `${folder}${name} deleted`));
  });

  test('of loose files', async () => {
    const ended = await jobsOf(async () => {
      await put('loose-a.ndjson');
      await put('loose-b.ndjson');
      await remove('loose-b.ndjson');
    });
    expect(ended).toEqual(['1 COMPLETED']);
    expect(withdrawals('loose-')).toEqual(['loose-b.ndjson deleted']);
  });
});

const rejections = (folder: string) =>
  detailsOf<ImportFileRejected>('Import File Rejected').flatMap(({ key, reason }) =>
    key.startsWith(folder) ? [`${key} ${reason}`] : [],
  );
const manifest = (...names: string[]) =>
  JSON.stringify({
    transactionTime: '2026-01-01T00:00:00Z',
    output: names.map((name) => ({ url: `https://h.invalid/${name}` })),
  });

describe('a manifest', () => {
  test.each([
    ['opaque', ['bulk-export/files/8f1c', 'fhir/Binary/abc']],
    ['compressed', ['Patient.ndjson.gz', 'Observation.ndjson.gz']],
    ['mixed', ['Patient.ndjson', 'files/8f1c']],
  ])('whose names say nothing waits for as many files: %s', async (folder, names) => {
    const incomplete = () =>
      detailsOf<DropIncomplete>('Drop Incomplete').filter(({ drop }) => drop === folder);
    await put(`${folder}/Patient.ndjson`);
    await put(`${folder}/_manifest.json`, manifest(...names));
    await until(async () => {
      await cloud.advanceClock(20);
      return incomplete().length > 0;
    }, 'the drop is told as incomplete');
    expect(incomplete()).toMatchObject([
      { announcedFiles: 2, presentFiles: 1, missingFiles: 1, missing: [] },
    ]);
    expect(await jobsOf(() => put(`${folder}/Observation.ndjson`))).toEqual(['2 COMPLETED']);
  });

  test('that names all its files leaves the others out; one without output imports nothing', async () => {
    const named = async (folder: string, ...names: string[]) =>
      jobsOf(async () => {
        for (const name of ['a', 'b']) await put(`${folder}/${name}.ndjson`);
        await put(`${folder}/manifest.json`, manifest(...names));
      });
    expect(await named('named', 'a.ndjson')).toEqual(['1 COMPLETED']);
    expect(rejections('named/')).toEqual(['named/b.ndjson not-in-manifest']);
    expect(await named('none')).toEqual([]);
    expect(rejections('none/')).toHaveLength(2);
  });
});

describe('a folder as Spark, Glue or a bulk client writes it', () => {
  test('is not closed by the marker of a partition', async () => {
    const ended = await jobsOf(async () => {
      await put('sp9/Patient/part-0.ndjson');
      await put('sp9/Patient/_SUCCESS', '');
      await put('sp9/Observation/part-0.ndjson');
      await put('sp9/Observation/_SUCCESS', '');
    });
    expect(ended).toEqual(['2 COMPLETED']);
  });

  test('is imported without what has hidden names, and from copies where those end in .ndjson', async () => {
    const ended = await jobsOf(async () => {
      for (const name of ['_temporary/0/part-00000', 'part-00000', 'part-00001', '._part-00000'])
        await put(`spark2/${name}.ndjson`);
      await put('spark2/_spark_metadata/0', 'v1');
    });
    expect(ended).toEqual(['2 COMPLETED']);
    expect(rejections('spark2/')).toEqual([]);
    expect(lastInput()).toMatch(/^s3:\/\/inlet-local-work\/imports\//);
  });

  test('is imported without the log of the export', async () => {
    const ended = await jobsOf(async () => {
      await put('bulk/log.ndjson', '{"exportId":"x","eventId":"kickoff","eventDetail":{}}\n');
      await put('bulk/1.Patient.ndjson');
      await put('bulk/manifest.json', manifest('1.Patient.ndjson'));
    });
    expect(ended).toEqual(['1 COMPLETED']);
    expect(rejections('bulk/')).toEqual([]);
  });
});

test('a folder whose results would have keys that are too long is imported from copies, and summarized', async () => {
  const names = ['a', 'b'].map((name) => `long/${name.repeat(990)}.ndjson`);
  const before = cloud.summaries().length;
  expect(
    await jobsOf(async () => {
      for (const name of names) await put(name, patients(1, `long-${name.charAt(5)}`));
    }),
  ).toEqual(['2 COMPLETED']);
  expect(lastInput()).toMatch(/^s3:\/\/inlet-local-work\/imports\//);
  expect(cloud.summaries().slice(before)).toMatchObject([{ complete: true, problems: [] }]);
});
