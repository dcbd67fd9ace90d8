import { transaction } from '../../ground/index.ts';
import { opaqueETag } from '../commit-object.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { Part, Upload } from '../store/uploads.ts';

/** A part whose bytes lie in `blob`; `md5` in hex, not used under SSE-KMS. */
export interface NewPart extends Pick<Part, 'number' | 'blob' | 'size' | 'checksum'> {
  md5: string | undefined;
}

/** Keeps a part in the place of an earlier one of its number; the upload may have ended while its bytes came. */
export function keepPart(storage: Storage, { uploadId, kmsKeyArn }: Upload, { md5, ...part }: NewPart): Part {
  try {
    const { kept, replaced } = transaction(storage.database, () => {
      if (!storage.uploads.find(uploadId)) throw s3Error('NoSuchUpload');
      const earlier = storage.uploads.findPart(uploadId, part.number);
      const etag = kmsKeyArn === undefined && md5 !== undefined ? md5 : opaqueETag();
      const whole: Part = { ...part, etag, modified: Math.floor(storage.clock.now()) };
      storage.uploads.putPart(uploadId, whole);
      return { kept: whole, replaced: earlier };
    });
    storage.blobs.remove([replaced?.blob]);
    return kept;
  } catch (error) {
    storage.blobs.remove([part.blob]);
    throw error;
  }
}
