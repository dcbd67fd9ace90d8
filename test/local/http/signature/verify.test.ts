import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { SignedRequest } from '../../../../local/http/signature/canonical-request.ts';
import type { SignatureRules } from '../../../../local/http/signature/verify.ts';
import { refusalOfJson, refusalOfS3 } from '../../../../local/http/signature-refusals.ts';
import { signatureFault } from '../../../../local/http/signature/verify.ts';

const EMPTY = createHash('sha256').digest('hex');

/** Requests that AWS itself has published with their signatures. */
const VANILLA: SignedRequest = {
  method: 'GET',
  url: '/',
  headers: {
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  payloadHash: EMPTY,
};
const S3_RANGE: SignedRequest = {
  method: 'GET',
  url: '/test.txt',
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  payloadHash: EMPTY,
};
const S3_PRESIGNED: SignedRequest = {
  method: 'GET',
  url: '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: { host: 'examplebucket.s3.amazonaws.com' },
  payloadHash: 'UNSIGNED-PAYLOAD',
};
const SECRETS: Readonly<Record<string, string>> = {
  AKIDEXAMPLE: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AKIAIOSFODNN7EXAMPLE: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const rules = (service: string, now: string): SignatureRules => ({
  region: 'us-east-1',
  service,
  secretOf: (accessKeyId) => SECRETS[accessKeyId],
  now: Date.parse(now),
});
const AT = '2015-08-30T12:36:00Z';
const kindOf = (request: SignedRequest, service = 'service', now = AT): string | undefined =>
  signatureFault(request, rules(service, now))?.kind;
const withHeaders = (headers: Record<string, string | undefined>): SignedRequest => ({
  ...VANILLA,
  headers: { ...VANILLA.headers, ...headers },
});

describe('a signature', () => {
  test.each([
    ['of the test suite', VANILLA, 'service', AT],
    ['of an S3 request', S3_RANGE, 's3', '2013-05-24T00:05:00Z'],
    ['of a presigned URL', S3_PRESIGNED, 's3', '2013-05-24T23:00:00Z'],
  ])('%s that AWS has published is right', (_, request, service, now) => {
    expect(kindOf(request, service, now)).toBeUndefined();
  });

  test.each([
    ['method', { ...VANILLA, method: 'POST' }],
    ['path', { ...VANILLA, url: '/other' }],
    ['query', { ...VANILLA, url: '/?a=b' }],
    ['signed header', withHeaders({ host: 'elsewhere.amazonaws.com' })],
    ['body', { ...VANILLA, payloadHash: createHash('sha256').update('x').digest('hex') }],
  ])('is a mismatch when the %s is another', (_, request) => {
    expect(kindOf(request)).toBe('mismatch');
  });

  test('is for one region, one service and one day', () => {
    expect(kindOf(VANILLA, 'healthlake')).toBe('scope');
    expect(kindOf(withHeaders({ 'x-amz-date': '20150831T123600Z' }))).toBe('scope');
    expect(signatureFault(VANILLA, { ...rules('service', AT), region: 'eu-west-1' })?.kind).toBe('scope');
  });

  test('is good for a quarter of an hour before and behind its date', () => {
    const at = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
    expect([-15, 0, 15].map((minutes) => kindOf(VANILLA, 'service', at(minutes)))).toEqual(
      Array(3).fill(undefined),
    );
    expect(signatureFault(VANILLA, rules('service', at(15.5)))?.detail).toBe(
      'Signature expired: 20150830T123600Z is now earlier than 20150830T123630Z (20150830T125130Z - 15 min.)',
    );
    expect(signatureFault(VANILLA, rules('service', at(-15.5)))?.detail).toBe(
      'Signature not yet current: 20150830T123600Z is still later than 20150830T123530Z (20150830T122030Z + 15 min.)',
    );
  });

  test('of a presigned URL is good until the URL expires', () => {
    expect(kindOf(S3_PRESIGNED, 's3', '2013-05-25T00:00:01Z')).toBe('time');
    const url = S3_PRESIGNED.url.replace('=86400', '=100');
    expect(signatureFault({ ...S3_PRESIGNED, url }, rules('s3', '2013-05-24T00:02:00Z'))?.detail).toBe(
      'Signature expired: 20130524T000000Z is now earlier than 20130524T000020Z (20130524T000200Z - 100 sec.)',
    );
  });

  test.each([
    ['no Authorization', { authorization: undefined }, 'missing'],
    ['another algorithm', { authorization: 'Bearer token' }, 'incomplete'],
    [
      'no Signature',
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host' },
      'incomplete',
    ],
    ['no date', { 'x-amz-date': undefined }, 'incomplete'],
    ['a date in another form', { 'x-amz-date': '2015-08-30' }, 'incomplete'],
    [
      'an unknown access key',
      { authorization: VANILLA.headers.authorization?.replace('AKID', 'OTHER') },
      'unknown-key',
    ],
  ])('is refused with %s', (_, headers, kind) => {
    expect(kindOf(withHeaders(headers))).toBe(kind);
  });

  const V2_QUERY = '/test.txt?AWSAccessKeyId=AKIDEXAMPLE&Signature=abc%3D&Expires=1440938160';
  test.each([
    ['in an address', { ...VANILLA, url: V2_QUERY, headers: { host: 'h' } }],
    ['in the Authorization header', withHeaders({ authorization: 'AWS AKIDEXAMPLE:abc=' })],
  ])('of version 2 %s is not supported', (_, request) => {
    const fault = signatureFault(request, rules('s3', AT));
    expect(fault?.kind).toBe('version-2');
    if (!fault) return;
    expect(refusalOfS3(fault)).toMatchObject({
      code: 'InvalidRequest',
      status: 400,
      message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    });
    expect(refusalOfJson(fault)).toMatchObject({ code: 'IncompleteSignature' });
  });

  test.each([
    [
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256',
      /^Query-string authentication version 4 requires .*X-Amz-Expires/,
    ],
    [S3_PRESIGNED.url.replace('=86400', '=604801'), /must be less than a week/],
    [S3_PRESIGNED.url.replace('=86400', '=-1'), /must be non-negative/],
    [S3_PRESIGNED.url.replace('=86400', '=soon'), /should be a number/],
    [S3_PRESIGNED.url.replace('&X-Amz-Expires=86400', ''), /requires the .*X-Amz-Expires parameters/],
    [S3_PRESIGNED.url.replace('us-east-1', 'eu-west-1'), /scoped to a valid region/],
  ])('of a presigned address %s is refused by S3 as AuthorizationQueryParametersError', (url, message) => {
    const fault = signatureFault({ ...S3_PRESIGNED, url }, rules('s3', '2013-05-24T23:00:00Z'));
    expect(fault && refusalOfS3(fault)).toMatchObject({
      code: 'AuthorizationQueryParametersError',
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  test('of S3 covers every header of S3’s own that is sent', () => {
    const headers = { ...S3_PRESIGNED.headers, 'x-amz-acl': 'public-read' };
    const fault = signatureFault({ ...S3_PRESIGNED, headers }, rules('s3', '2013-05-24T23:00:00Z'));
    expect(fault && refusalOfS3(fault)).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: 'There were headers present in the request which were not signed',
    });
    expect(kindOf(withHeaders({ 'x-amz-other': 'a' }))).toBeUndefined();
  });

  test('stands in one place only', () => {
    const both = {
      ...S3_PRESIGNED,
      headers: { ...S3_PRESIGNED.headers, authorization: 'AWS4-HMAC-SHA256 x' },
    };
    const fault = signatureFault(both, rules('s3', '2013-05-24T23:00:00Z'));
    expect(fault && refusalOfS3(fault)).toMatchObject({ code: 'InvalidArgument', status: 400 });
  });
});
