import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as sdk from '@aws-sdk/client-s3';
import { ACCOUNT_ID } from '../../../local/ground/account.ts';
import { OWNER } from '../../../local/s3/http/list-query.ts';
import { OPERATION_NAMES } from '../../../local/s3/operation-routes.ts';
import { AMZ_HEADERS } from '../../../local/s3/request-headers/header-table.ts';
import { testWith } from '../../support/programs.ts';
import { rawRequest } from './raw-request.ts';
import { startS3, type RunningS3 } from './start-s3.ts';

/** The headers of each operation by our table. */
const served = (): Record<string, string[]> =>
  Object.fromEntries(
    OPERATION_NAMES.map((operation) => [
      operation,
      Object.keys(AMZ_HEADERS)
        .filter((name) => AMZ_HEADERS[name]?.operations.includes(operation))
        .sort(),
    ]),
  );

/** Those of a model's operations, in the same form; user metadata is no single header. */
const inModel = (headersOf: (operation: string) => string[]): Record<string, string[]> =>
  Object.fromEntries(
    OPERATION_NAMES.map((operation) => [
      operation,
      headersOf(operation)
        .map((name) => name.toLowerCase())
        .filter((name) => name.startsWith('x-amz-') && name !== 'x-amz-meta-')
        .sort(),
    ]),
  );

describe('the table of x-amz headers', () => {
  test('has for every served operation the headers that the SDK for JavaScript can send, and no others', () => {
    type Schema = [number, string, string, unknown, string[], [unknown, { httpHeader?: string } | number][]];
    const schemas = sdk as unknown as Record<string, Schema | undefined>;
    const headersOf = (operation: string): string[] => {
      const members = schemas[`${operation}Request$`]?.[5] ?? [];
      return members.flatMap(([, traits]) =>
        typeof traits === 'object' && traits.httpHeader !== undefined ? [traits.httpHeader] : [],
      );
    };
    expect(headersOf('PutObject').length).toBeGreaterThan(20);
    expect(served()).toEqual(inModel(headersOf));
  });

  testWith('boto3')('has those that botocore can send', () => {
    const script = `
import botocore.loaders, json, sys
model = botocore.loaders.Loader().load_service_model('s3', 'service-2')
shapes = model['shapes']
print(json.dumps({name: [member['locationName'] for member in shapes[operation['input']['shape']]['members'].values()
  if member.get('location') in ('header', 'headers')] for name, operation in model['operations'].items() if 'input' in operation}))`;
    const printed = spawnSync('python3', ['-c', script], { encoding: 'utf8', maxBuffer: 2 ** 24 }).stdout;
    const model = JSON.parse(printed) as Record<string, string[]>;
    // An older botocore lacks some, and must not have more.
    const known = inModel((operation) => model[operation] ?? []);
    for (const [operation, headers] of Object.entries(known))
      expect([operation, headers.filter((name) => !served()[operation]?.includes(name))]).toEqual([
        operation,
        [],
      ]);
  });

  test('is in the docs, header by header', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/local-cloud.md'), 'utf8');
    expect(Object.keys(AMZ_HEADERS).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

let running: RunningS3;
let uploadId: string;
beforeAll(async () => {
  running = await startS3();
  const client = running.client();
  await client.send(new sdk.PutObjectCommand({ Bucket: 'plain', Key: 'key', Body: 'bytes' }));
  uploadId =
    (await client.send(new sdk.CreateMultipartUploadCommand({ Bucket: 'plain', Key: 'up' }))).UploadId ?? '';
});
afterAll(() => running.stop());

const DELETE_XML = '<Delete><Object><Key>gone</Key></Object></Delete>';
const VERSIONING_XML = '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>';

/** One request of an operation that succeeds as it is. */
function sound(
  operation: string,
): [method: string, path: string, headers: Record<string, string>, body: string] {
  const part = `/plain/up?uploadId=${uploadId}&partNumber=1`;
  const copied = { 'x-amz-copy-source': '/plain/key' };
  const requests: Record<string, [string, string, Record<string, string>?, string?]> = {
    CreateBucket: ['PUT', '/another-bucket'],
    HeadBucket: ['HEAD', '/plain'],
    GetBucketLocation: ['GET', '/plain?location'],
    GetBucketVersioning: ['GET', '/plain?versioning'],
    GetBucketNotificationConfiguration: ['GET', '/plain?notification'],
    PutBucketNotificationConfiguration: ['PUT', '/plain?notification', {}, '<NotificationConfiguration/>'],
    PutBucketVersioning: ['PUT', '/versioned?versioning', {}, VERSIONING_XML],
    ListObjects: ['GET', '/plain'],
    ListObjectsV2: ['GET', '/plain?list-type=2'],
    ListObjectVersions: ['GET', '/plain?versions'],
    ListMultipartUploads: ['GET', '/plain?uploads'],
    PutObject: ['PUT', '/plain/new', {}, 'bytes'],
    CopyObject: ['PUT', '/plain/copy', copied],
    GetObject: ['GET', '/plain/key'],
    HeadObject: ['HEAD', '/plain/key'],
    GetObjectTagging: ['GET', '/plain/key?tagging'],
    DeleteObject: ['DELETE', '/plain/gone'],
    DeleteObjects: ['POST', '/plain?delete', { 'content-md5': '' }, DELETE_XML],
    CreateMultipartUpload: ['POST', '/plain/other?uploads'],
    UploadPart: ['PUT', part, {}, 'bytes'],
    UploadPartCopy: ['PUT', part, copied],
    ListParts: ['GET', `/plain/up?uploadId=${uploadId}`],
  };
  const [method, path, headers = {}, body = ''] = requests[operation] ?? ['GET', '/'];
  return [method, path, headers, body];
}

async function answer(
  operation: string,
  headers: Record<string, string>,
): Promise<[number | undefined, string]> {
  const [method, path, own, body] = sound(operation);
  if (operation === 'DeleteObjects') own['content-md5'] = 'huHypdSrravATozENYdOuw==';
  const { status, body: text } = await rawRequest(
    `${running.url}${path}`,
    method,
    { ...own, ...headers },
    body,
  );
  return [status, /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? ''];
}

describe('a header of S3', () => {
  const OTHER_ACCOUNT = '111122223333';
  test.each<[operation: string, name: string, value: string, status: number, code: string]>([
    ['GetObject', 'x-amz-expected-bucket-owner', ACCOUNT_ID, 200, ''],
    ['GetObject', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['GetObject', 'x-amz-expected-bucket-owner', 'me', 400, 'InvalidBucketOwnerAWSAccountID'],
    ['HeadBucket', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, ''],
    ['PutObject', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['ListObjectsV2', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['ListParts', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['DeleteObject', 'x-amz-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['CopyObject', 'x-amz-source-expected-bucket-owner', ACCOUNT_ID, 200, ''],
    ['CopyObject', 'x-amz-source-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['UploadPartCopy', 'x-amz-source-expected-bucket-owner', OTHER_ACCOUNT, 403, 'AccessDenied'],
    ['GetObject', 'x-amz-request-payer', 'requester', 200, ''],
    ['GetObject', 'x-amz-request-payer', 'me', 400, 'InvalidArgument'],

    ['PutObject', 'x-amz-acl', 'bucket-owner-full-control', 200, ''],
    ['PutObject', 'x-amz-acl', 'public-read', 400, 'AccessControlListNotSupported'],
    ['PutObject', 'x-amz-acl', 'everybody', 400, 'InvalidArgument'],
    ['CopyObject', 'x-amz-grant-read', 'id="x"', 400, 'AccessControlListNotSupported'],
    ['PutObject', 'x-amz-grant-full-control', `id="${OWNER.ID}"`, 200, ''],
    ['CreateBucket', 'x-amz-acl', 'private', 200, ''],
    ['CreateBucket', 'x-amz-acl', 'public-read', 400, 'InvalidBucketAclWithObjectOwnership'],
    ['CreateBucket', 'x-amz-grant-write', 'id="x"', 400, 'InvalidBucketAclWithObjectOwnership'],
    ['CreateBucket', 'x-amz-object-ownership', 'BucketOwnerEnforced', 200, ''],
    ['CreateBucket', 'x-amz-object-ownership', 'ObjectWriter', 501, 'NotImplemented'],
    ['CreateBucket', 'x-amz-object-ownership', 'Nobody', 400, 'InvalidArgument'],
    ['CreateBucket', 'x-amz-bucket-object-lock-enabled', 'true', 501, 'NotImplemented'],
    ['CreateBucket', 'x-amz-bucket-object-lock-enabled', 'false', 200, ''],
    ['CreateBucket', 'x-amz-bucket-namespace', 'global', 200, ''],
    ['CreateBucket', 'x-amz-bucket-namespace', 'account-regional', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-object-lock-mode', 'GOVERNANCE', 400, 'InvalidRequest'],
    ['PutObject', 'x-amz-object-lock-retain-until-date', '2030-01-01T00:00:00Z', 400, 'InvalidRequest'],
    ['CreateMultipartUpload', 'x-amz-object-lock-legal-hold', 'ON', 400, 'InvalidRequest'],
    ['DeleteObject', 'x-amz-bypass-governance-retention', 'true', 400, 'InvalidArgument'],
    ['DeleteObjects', 'x-amz-bypass-governance-retention', 'true', 400, 'InvalidArgument'],
    ['DeleteObject', 'x-amz-mfa', 'serial 123456', 501, 'NotImplemented'],
    ['PutBucketVersioning', 'x-amz-mfa', 'serial 123456', 501, 'NotImplemented'],

    ['PutObject', 'x-amz-server-side-encryption', 'AES256', 200, ''],
    ['PutObject', 'x-amz-server-side-encryption', 'rot13', 400, 'InvalidArgument'],
    ['PutObject', 'x-amz-server-side-encryption', 'aws:kms:dsse', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-server-side-encryption-aws-kms-key-id', 'alias/a', 400, 'InvalidArgument'],
    ['PutObject', 'x-amz-server-side-encryption-context', 'e30=', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-server-side-encryption-bucket-key-enabled', 'true', 200, ''],
    ['PutObject', 'x-amz-server-side-encryption-customer-algorithm', 'AES256', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-server-side-encryption-customer-key', 'eA==', 501, 'NotImplemented'],
    ['GetObject', 'x-amz-server-side-encryption-customer-algorithm', 'AES256', 400, 'InvalidRequest'],
    ['HeadObject', 'x-amz-server-side-encryption-customer-key-md5', 'eA==', 400, ''],
    ['UploadPart', 'x-amz-server-side-encryption-customer-algorithm', 'AES256', 400, 'InvalidRequest'],
    ['CopyObject', 'x-amz-copy-source-server-side-encryption-customer-key', 'eA==', 400, 'InvalidRequest'],
    ['GetObject', 'x-amz-server-side-encryption', 'AES256', 400, 'InvalidArgument'],

    ['PutObject', 'x-amz-storage-class', 'STANDARD', 200, ''],
    ['PutObject', 'x-amz-storage-class', 'GLACIER', 501, 'NotImplemented'],
    ['CopyObject', 'x-amz-storage-class', 'COLD', 400, 'InvalidStorageClass'],
    ['PutObject', 'x-amz-tagging', 'a=b', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-tagging', '', 200, ''],
    ['CopyObject', 'x-amz-tagging-directive', 'REPLACE', 200, ''],
    ['CopyObject', 'x-amz-tagging-directive', 'KEEP', 400, 'InvalidArgument'],
    ['PutObject', 'x-amz-website-redirect-location', '/other', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-website-redirect-location', 'other', 400, 'InvalidRedirectLocation'],
    ['PutObject', 'x-amz-write-offset-bytes', '0', 501, 'NotImplemented'],
    ['CopyObject', 'x-amz-metadata-directive', 'KEEP', 400, 'InvalidArgument'],

    ['PutObject', 'x-amz-checksum-sha512', 'eA==', 501, 'NotImplemented'],
    ['UploadPart', 'x-amz-checksum-xxhash64', 'eA==', 501, 'NotImplemented'],
    ['PutObject', 'x-amz-checksum-crc32', 'eA==', 400, 'InvalidRequest'],
    ['PutObject', 'x-amz-sdk-checksum-algorithm', 'ROT13', 400, 'InvalidRequest'],
    ['PutObject', 'x-amz-sdk-checksum-algorithm', 'CRC32', 400, 'InvalidRequest'],
    ['CreateMultipartUpload', 'x-amz-checksum-algorithm', 'ROT13', 400, 'InvalidRequest'],
    ['CreateMultipartUpload', 'x-amz-checksum-algorithm', 'SHA512', 501, 'NotImplemented'],
    ['CreateMultipartUpload', 'x-amz-checksum-type', 'COMPOSITE', 400, 'InvalidRequest'],
    ['GetObject', 'x-amz-checksum-mode', 'ENABLED', 200, ''],
    ['GetObject', 'x-amz-checksum-mode', 'sometimes', 400, 'InvalidArgument'],

    ['DeleteObject', 'x-amz-if-match-size', '5', 501, 'NotImplemented'],
    ['DeleteObject', 'x-amz-if-match-last-modified-time', 'now', 501, 'NotImplemented'],
    ['ListObjectsV2', 'x-amz-optional-object-attributes', 'RestoreStatus', 200, ''],
    ['ListObjects', 'x-amz-optional-object-attributes', 'Colour', 400, 'InvalidArgument'],

    ['PutObject', 'x-amz-of-tomorrow', 'yes', 501, 'NotImplemented'],
    ['ListObjectsV2', 'x-amz-of-tomorrow', 'yes', 501, 'NotImplemented'],
    ['GetObject', 'x-amz-acl', 'public-read', 200, ''],
    ['GetObject', 'x-amz-meta-a', 'b', 200, ''],
  ])('of %s: %s: %s is answered %d %s', async (operation, name, value, status, code) => {
    expect(await answer(operation, {})).toEqual([expect.any(Number), '']);
    expect(await answer(operation, { [name]: value })).toEqual([status, code]);
  });

  test('in the query of a presigned address counts as if it were sent', async () => {
    const ask = (query: string) => rawRequest(`${running.url}/plain/hoisted?${query}`, 'PUT', {}, 'bytes');
    expect((await ask('X-Amz-Acl=public-read')).body).toContain('AccessControlListNotSupported');
    expect((await ask('x-amz-storage-class=GLACIER')).status).toBe(501);
    expect((await ask('x-amz-of-tomorrow=yes')).status).toBe(501);
    expect((await ask('x-amz-meta-a=b&X-Amz-Date=20261123T120000Z&X-Amz-Expires=9')).status).toBe(200);
    const { headers } = await rawRequest(`${running.url}/plain/hoisted`, 'HEAD');
    expect(headers).toMatchObject({ 'x-amz-meta-a': 'b' });
  });

  test('in the query may be anything: what is no header is none, and what is none to be shown is counted', async () => {
    const url = `${running.url}/plain/odd`;
    const query = 'x-amz-meta-%C3%BC=1&x-amz-meta-a%0Ab=1&x-amz-meta-n=a%0Ab&x-amz-meta-u=%E4%B8%AD%E6%96%87';
    expect((await rawRequest(`${url}?${query}`, 'PUT', {}, 'bytes')).status).toBe(200);
    expect((await rawRequest(url, 'HEAD')).headers).toMatchObject({
      'x-amz-missing-meta': '1',
      'x-amz-meta-u': '=?UTF-8?B?5Lit5paH?=',
    });
    const owner = await rawRequest(`${url}?x-amz-expected-bucket-owner=%00%1F%26%3C`, 'GET');
    expect(owner.status).toBe(400);
  });

  test('in the query has no effect where S3 reads it as a header only: the SDK presigns the checksum of nothing', async () => {
    const checksum = 'x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32';
    const url = `${running.url}/plain/presigned`;
    expect((await rawRequest(`${url}?${checksum}`, 'PUT', {}, 'more than nothing')).status).toBe(200);
    const encrypted = `${url}?x-amz-server-side-encryption=aws%3Akms`;
    expect((await rawRequest(encrypted, 'PUT', {}, 'bytes')).headers).toMatchObject({
      'x-amz-server-side-encryption': 'AES256',
    });
  });

  test('about the owner of a bucket that is not there leaves the answer to the operation', async () => {
    const headers = { 'x-amz-expected-bucket-owner': OTHER_ACCOUNT };
    const { body } = await rawRequest(`${running.url}/nowhere/key`, 'GET', headers);
    expect(body).toContain('NoSuchBucket');
  });

  test('about a bucket key tells nothing that the answers would not tell', async () => {
    const put = (headers: Record<string, string>) =>
      rawRequest(`${running.url}/kms/key`, 'PUT', headers, 'bytes');
    const name = 'x-amz-server-side-encryption-bucket-key-enabled';
    expect((await put({ [name]: 'true' })).headers).toMatchObject({ [name]: 'true' });
    expect((await put({ [name]: 'false' })).status).toBe(501);
  });
});
