import type { Caller } from '../../ground/index.ts';
import { jobMessage } from '../jobs/job-message.ts';
import type { Job } from '../jobs/jobs.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { keyArn } from '../permissions.ts';
import { parseS3Uri } from '../s3-uri.ts';
import type { ImportTotals } from './import-files.ts';
import { inputBase, resultKey } from './import-input.ts';
import type { ImportAnswer, ImportQuestion } from './import-order.ts';
import { MANIFEST, manifestOf } from './import-report.ts';
import type { ResultOfFile } from './result-files.ts';

/** What a job reads from S3 and writes to it, as its data access role. */
export interface ImportOutput {
  /** Answers the job's worker. Never rejects. */
  answer: (question: ImportQuestion) => Promise<ImportAnswer>;
  /** The error of results that could not be written: it ends the job. */
  failure: () => Error | undefined;
}

export function importOutput(storage: ObjectStorage, job: Job): ImportOutput {
  const caller: Caller = { kind: 'role', roleArn: job.roleArn };
  const input = parseS3Uri(job.inputUri ?? '');
  const output = parseS3Uri(job.outputUri);
  let failure: Error | undefined;

  const put = (inputKey: string, { outcome, file }: ResultOfFile): Promise<unknown> => {
    const key = resultKey(output.key, outcome, inputBase(input.key, inputKey), inputKey);
    return storage.putFile(caller, { bucket: output.bucket, key, file, kmsKeyArn: keyArn(job.kmsKeyId) });
  };
  const open = (key: string): ImportAnswer => {
    try {
      const { path, size } = storage.blobPath(caller, { bucket: input.bucket, key });
      return { path, size };
    } catch (error) {
      return { refused: jobMessage(error) };
    }
  };

  return {
    failure: () => failure,
    async answer(question) {
      if (question.ask === 'open') return open(question.key);
      try {
        for (const result of question.results) await put(question.key, result);
        return { stored: true };
      } catch (error) {
        failure = error instanceof Error ? error : new Error('S3 failed', { cause: error });
        return { refused: jobMessage(error) };
      }
    },
  };
}

/** Writes the manifest of an ended job into its results. */
export async function putManifest(storage: ObjectStorage, job: Job, totals: ImportTotals): Promise<void> {
  const { bucket, key } = parseS3Uri(job.outputUri);
  await storage.putBytes(
    { kind: 'role', roleArn: job.roleArn },
    {
      bucket,
      key: `${key}${MANIFEST}`,
      bytes: Buffer.from(manifestOf(job, totals), 'utf8'),
      kmsKeyArn: keyArn(job.kmsKeyId),
    },
  );
}
