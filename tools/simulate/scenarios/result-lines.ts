import { parseS3Uri } from '../../../lib/s3/index.ts';
import { resultFiles } from '../s3/result-files.ts';
import type { SimulatedJob } from '../services/healthlake.ts';
import type { SimulatedStage } from '../stage.ts';
import { simulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { fileAt, sourceOf } from './dropped-files.ts';
import { differs, minutesText, resultOf } from './end-of-scenario.ts';
import { recorder } from './recorder.ts';
import { runMinutes } from './run-minutes.ts';
import type { Scenario } from './scenario.ts';
import { BEGIN, MINUTE } from './scenario.ts';
import { countOf } from '../../../errors/index.ts';

/** Half of the lines in many files, half in a few large ones: the two are read in different ways. */
const SMALL_FILES = 500;
const SMALL_LINES = 10_000;
const LARGE_FILES = 5;
const LARGE_LINES = 1_000_000;

/** Of so many lines one has failed. */
const FAILS_ONE_OF = 50;

const BYTES_A_LINE = 1000;

/** Longer than any job here: ends what never ends, minutes. */
const MOST_MINUTES = 3000;

const SUMMARIZED = 'Import Results Summarized';

/** A job of very many lines: its results are read, over several runs of the function where one is not enough. */
export const resultLines: Scenario = {
  name: 'result-lines',
  what: '10,000,000 result lines of one job, read and summed up',
  async run({ packaged, scale, progress, watchTables, onEnd }) {
    const [small, large] = [SMALL_LINES, LARGE_LINES].map((lines) => Math.max(50, Math.round(lines * scale)));
    const count = Math.max(20, Math.round(SMALL_FILES * Math.min(1, scale * 10)));
    const files: DroppedFiles = {
      folder: 'results/',
      count: count + LARGE_FILES,
      size: SMALL_LINES * BYTES_A_LINE,
      from: BEGIN,
      everyMs: 100,
    };
    const linesOf = (index: number): number => (index < count ? (small ?? 0) : (large ?? 0));
    const lines = Array.from({ length: files.count }, (_, index) => linesOf(index));
    const all = lines.reduce((sum, each) => sum + each, 0);
    const failed = lines.reduce((sum, each) => sum + Math.ceil(each / FAILS_ONE_OF), 0);
    const submitted: SimulatedJob[] = [];
    const stage = await simulatedStage(
      packaged,
      { routes: [{ name: 'default', prefix: '', validationLevel: 'structure-only' }] },
      {
        sizeOf: () => ({ files: files.count, bytes: all * BYTES_A_LINE, resources: all }),
        onSubmit(job) {
          submitted.push(job);
          const { bucket, key } = parseS3Uri(job.outputS3Uri) ?? { bucket: '', key: '' };
          const named = lines.map((each, index) => ({
            name: fileAt(files, index).key.slice(files.folder.length),
            lines: each,
          }));
          const shape = { folder: key, files: named, failsOneOf: FAILS_ONE_OF, job: 0, at: job.endsAt };
          stage.aws.s3.add(bucket, resultFiles(shape));
        },
      },
      { watchTables },
    );
    try {
      stage.aws.s3.add(stage.buckets.inbox, sourceOf(files));
      const recording = recorder(stage);
      await recording.record(files);
      const { events } = stage.aws.messages;
      const minutes = await runMinutes(stage, recording.until() + MINUTE, (minute) => {
        const { invocations } = stage.measured['summarize-import'];
        if (Math.round((minute - BEGIN) / MINUTE) % 30 === 0 || invocations > 0)
          progress(`${minutesText(minute - BEGIN)}, ${countOf(invocations, 'run')} of summarize-import`);
        return !events.has(SUMMARIZED) && minute < BEGIN + MOST_MINUTES * MINUTE;
      });
      const [job] = submitted;
      onEnd?.(stage);
      return resultOf(stage, {
        name: 'result-lines',
        what: `${countOf(all, 'result line')} in the results of ${countOf(files.count, 'file')}`,
        files: files.count,
        queues: [recording.queue(), minutes.summaries],
        facts: [
          ['result lines', all.toLocaleString('en-US')],
          ['runs of summarize-import', String(stage.measured['summarize-import'].invocations)],
          ['from the job’s end to its summary', minutesText(minutes.until - (job?.endsAt ?? 0))],
        ],
        broken: [
          ...differs('jobs', submitted.length, 1),
          ...differs('summaries', events.get(SUMMARIZED) ?? 0, 1),
          ...(job ? await wrongIn(stage, job, { all, failed, files: files.count }) : []),
        ],
      });
    } finally {
      await stage.close();
    }
  },
};

/** What the summary beside the results says that is not so. */
async function wrongIn(
  { aws: { s3 } }: SimulatedStage,
  { outputS3Uri }: SimulatedJob,
  expected: { all: number; failed: number; files: number },
): Promise<string[]> {
  const { bucket, key } = parseS3Uri(outputS3Uri) ?? { bucket: '', key: '' };
  const chunks = await Array.fromAsync(s3.stored(bucket).read(`${key}inlet-summary.json`, 0));
  if (chunks.length === 0) return ['there is no summary'];
  const { complete, resources, files } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    complete: boolean;
    resources: { scanned: number; imported: number; customerErrors: number };
    files: { scanned: number; missing: number };
  };
  return [
    ...(complete ? [] : ['the summary is not complete']),
    ...differs('lines imported', resources.imported, expected.all - expected.failed),
    ...differs('lines that failed', resources.customerErrors, expected.failed),
    ...differs('files read', files.scanned, expected.files),
  ];
}
