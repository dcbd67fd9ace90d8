import { xmlAnswer, type Answer } from '../http/answer.ts';
import type { S3Request } from '../http/request.ts';
import type { ParsedElement } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { CompletedUpload } from '../store/completed-uploads.ts';

/** How long a completion is answered again, milliseconds of the cloud's time. S3 does not say; assumed. */
const REMEMBERED = 24 * 3600 * 1000;

/** What a completion is answered. */
export interface CompletionAnswer {
  /** XML. */
  body: string;
  headers: Record<string, string>;
}

/** The completion of the upload that the request names, where there was one for this key. */
export function completedUpload(
  storage: Storage,
  { bucket, key, query }: S3Request,
): CompletedUpload | undefined {
  const found = storage.completedUploads.find(query.get('uploadId') ?? '');
  const remembered = found && found.completed >= storage.clock.now() - REMEMBERED;
  return remembered && found.bucket === bucket && found.key === key ? found : undefined;
}

/**
 * Who did not get the answer of a completion asks again, and gets it. With other parts it is another completion, for
 * which the upload is not there any more.
 * @throws S3Error NoSuchUpload
 */
export function earlierAnswer(
  earlier: CompletedUpload | undefined,
  listed: readonly ParsedElement[],
): Answer {
  if (earlier?.parts !== namesOf(listed)) throw s3Error('NoSuchUpload');
  return xmlAnswer(earlier.body, earlier.headers);
}

/** Keeps what a completion is answered, and forgets those that are old. Call in the transaction that completes. */
export function keepAnswer(
  storage: Storage,
  upload: { uploadId: string; bucket: string; key: string },
  listed: readonly ParsedElement[],
  answer: CompletionAnswer,
): void {
  const completed = Math.floor(storage.clock.now());
  storage.completedUploads.forgetBefore(completed - REMEMBERED);
  storage.completedUploads.insert({
    uploadId: upload.uploadId,
    bucket: upload.bucket,
    key: upload.key,
    completed,
    parts: namesOf(listed),
    ...answer,
  });
}

const namesOf = (listed: readonly ParsedElement[]): string =>
  listed
    .map((part) => `${part.text('PartNumber') ?? ''} ${part.text('ETag')?.replaceAll('"', '') ?? ''}`)
    .join();
