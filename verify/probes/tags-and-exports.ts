import { about, noProbe, reads, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { linesOf } from './result-lines.ts';

const arnOf = async ({ api }: Bench, datastoreId: string): Promise<string> => {
  const { body } = await api('DescribeFHIRDatastore', { DatastoreId: datastoreId });
  return (body.DatastoreProperties as { DatastoreArn?: string } | undefined)?.DatastoreArn ?? '';
};

export const TAGS_AND_EXPORTS = [
  ...about('ListTagsForResource', {
    'order-of-tags': [
      'They come in the order in which they were first set.',
      writes('zebra, apple', async (bench) => {
        const ResourceARN = await arnOf(bench, bench.datastoreId);
        const keys = ['zebra', 'apple'].map((name) => `inlet-verify-${name}`);
        for (const Key of keys) await bench.api('TagResource', { ResourceARN, Tags: [{ Key, Value: 'x' }] });
        const { body } = await bench.api('ListTagsForResource', { ResourceARN });
        await bench.api('UntagResource', { ResourceARN, TagKeys: keys });
        return ((body.Tags ?? []) as { Key: string }[])
          .filter(({ Key }) => keys.includes(Key))
          .map(({ Key }) => Key.slice('inlet-verify-'.length))
          .join(', ');
      }),
    ],
  }),
  ...about('TagResource', {
    'tags-of-aws': [
      'Keys that begin with `aws:` are refused.',
      writes('ValidationException', async (bench) => {
        const ResourceARN = await arnOf(bench, bench.datastoreId);
        const Tags = [{ Key: 'aws:verify', Value: 'x' }];
        return (await bench.api('TagResource', { ResourceARN, Tags })).outcome;
      }),
    ],
    'tags-of-nobody': [
      'Unknown ARNs are ResourceNotFoundException.',
      reads('ResourceNotFoundException', async (bench) => {
        const own = await arnOf(bench, bench.stage.datastoreId);
        const ResourceARN = own.replace(/[0-9a-f]{32}$/, 'f'.repeat(32));
        return (await bench.api('TagResource', { ResourceARN, Tags: [{ Key: 'x', Value: 'x' }] })).outcome;
      }),
    ],
  }),
  ...about('UntagResource', {
    'unknown-tags': [
      'Keys that are not set are passed over.',
      writes('done', async (bench) => {
        const ResourceARN = await arnOf(bench, bench.datastoreId);
        return (await bench.api('UntagResource', { ResourceARN, TagKeys: ['inlet-verify-none'] })).outcome;
      }),
    ],
  }),
  ...about('StartFHIRExportJob', {
    'names-of-exports': [
      'Files are named `{ResourceType}-{submit time in ms}-0-{part}.ndjson` and have at most 1 GB.',
      writes('named so', async (bench) => {
        await bench.imported('known', () => ({ files: { 'known.ndjson': linesOf(bench.patient('known')) } }));
        const job = await bench.once('export', () => bench.jobs.export('export'));
        if (job.JobStatus !== 'COMPLETED') await bench.hasAccess();
        const files = await bench.objects.texts(job.OutputDataConfig?.S3Configuration?.S3Uri ?? '');
        const paths = [...files.keys()].filter((path) => path.endsWith('.ndjson'));
        if (paths.length === 0) return `${job.JobStatus}, no files`;
        return paths.every((path) => /^(\w+)\/\1-\d{13}-0-\d+\.ndjson$/.test(path))
          ? 'named so'
          : 'named otherwise';
      }),
    ],
  }),
  ...about('Native events', {
    'queued-event': [
      'A job that begins at once has no Queued event.',
      noProbe('harm', 'it takes a rule and a queue of its own on the default bus of the account'),
    ],
    'folder-in-export-events': [
      'Export events name the job’s own output folder.',
      noProbe('harm', 'it takes a rule and a queue of its own on the default bus of the account'),
    ],
    'events-without-a-name': [
      'A data store without a name has an empty `datastoreName`.',
      noProbe('harm', 'it takes a rule and a queue of its own on the default bus of the account'),
    ],
  }),
];
