import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import { textMember } from '../../http/index.ts';
import { MOST_UNPACKED_BYTES } from '../environments/artifact.ts';
import type { CodeObject, LambdaApi, LambdaCall } from './call.ts';
import { invalid, refuseOthers } from './call.ts';

/** Lambda quotas, "Deployment package size", zipped and handed in with the request. */
const MOST_ZIP_BYTES = 52_428_800;

/** The members of `FunctionCode` (Lambda API reference). */
export const CODE_MEMBERS = ['S3Bucket', 'S3Key', 'S3ObjectVersion', 'ZipFile'];

/** The zip that a request brings along or names in S3, where its caller must be able to read it. @throws AwsError */
export async function readCode(
  operation: string,
  code: JsonObject,
  call: LambdaCall,
  api: LambdaApi,
): Promise<Buffer> {
  refuseOthers(operation, code, CODE_MEMBERS);
  const zip = textMember(code, 'ZipFile');
  const bucket = textMember(code, 'S3Bucket');
  const key = textMember(code, 'S3Key');
  if (zip !== undefined) {
    if (bucket !== undefined || key !== undefined)
      throw invalid('Please do not provide other FunctionCode parameters when providing a ZipFile.');
    const bytes = Buffer.from(zip, 'base64');
    if (bytes.length === 0) throw invalid('Uploaded file must be a non-empty zip');
    if (bytes.length > MOST_ZIP_BYTES)
      throw new AwsError(
        'RequestEntityTooLargeException',
        `A zip that comes with the request has ${MOST_ZIP_BYTES} bytes at most: name a larger one in S3.`,
        413,
      );
    return bytes;
  }
  if (bucket === undefined || key === undefined) throw invalid('Please provide a source for function code.');
  const versionId = textMember(code, 'S3ObjectVersion');
  return fromS3({ bucket, key, ...(versionId !== undefined && { versionId }) }, call, api);
}

async function fromS3(object: CodeObject, { caller }: LambdaCall, { codeIn }: LambdaApi): Promise<Buffer> {
  try {
    const { path, size } = codeIn(caller, object);
    if (size <= MOST_UNPACKED_BYTES) return await readFile(path);
  } catch (error) {
    if (!(error instanceof AwsError) || error.status === 501) throw error;
    throw invalid(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
  throw invalid(`Unzipped size must be smaller than ${MOST_UNPACKED_BYTES} bytes`);
}
