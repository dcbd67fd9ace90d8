import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedRequest } from './canonical-request.ts';
import { canonicalRequest } from './canonical-request.ts';
import type { SignatureElements } from './elements.ts';
import {
  ALGORITHM,
  elementsOfHeader,
  elementsOfQuery,
  instantOf,
  isoBasic,
  isPresigned,
  isVersion2,
} from './elements.ts';
import { splitUrl } from './url.ts';

/** What a signature is verified against. */
export interface SignatureRules {
  region: string;
  /** The signing name of the service that the request came to: `s3`, `healthlake` ... */
  service: string;
  /** Undefined for an access key that does not exist. */
  secretOf: (accessKeyId: string) => string | undefined;
  /** The machine's time, epoch milliseconds. */
  now: number;
}

/** What is wrong with a signature. */
export interface SignatureFault {
  kind:
    | 'missing'
    | 'version-2'
    | 'two'
    | 'incomplete'
    | 'unsigned'
    | 'scope'
    | 'unknown-key'
    | 'time'
    | 'mismatch';
  /** What exactly, in AWS's words; empty where the kind says it all. */
  detail: string;
  presigned: boolean;
}

const TWO =
  'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
const UNSIGNED = 'There were headers present in the request which were not signed';
const VERSION_2 = `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`;

/** How far the date of a request may be from the server's time (IAM user guide, "Signature Version 4"). */
const TOLERANCE_MS = 15 * 60 * 1000;

/**
 * Verifies a request's Signature Version 4, in its Authorization header or in the query of a presigned URL (IAM
 * user guide, "Create a signed AWS API request").
 * @returns what is found wrong first: form, scope, key, date, signature; undefined where nothing is
 */
export function signatureFault(request: SignedRequest, rules: SignatureRules): SignatureFault | undefined {
  const target = splitUrl(request.url);
  const presigned = isPresigned(target.query);
  const fault = (kind: SignatureFault['kind'], detail = ''): SignatureFault => ({ kind, detail, presigned });

  if (presigned && request.headers.authorization !== undefined) return fault('two', TWO);
  if (!presigned && isVersion2(request.headers, target.query)) return fault('version-2', VERSION_2);
  if (!presigned && request.headers.authorization === undefined) return fault('missing');
  const elements = presigned
    ? elementsOfQuery(target.query, rules.service)
    : elementsOfHeader(request.headers);
  if (typeof elements === 'string') return fault('incomplete', elements);
  const scope = scopeFault(elements, rules);
  if (scope !== undefined) return fault('scope', scope);
  const secret = rules.secretOf(elements.accessKeyId);
  if (secret === undefined) return fault('unknown-key');
  const time = timeFault(elements, rules.now);
  if (time !== undefined) return fault('time', time);
  if (rules.service === 's3' && hasUnsigned(request, elements)) return fault('unsigned', UNSIGNED);
  const expected = signatureOf(canonicalRequest(request, elements, target), elements, secret);
  return isSame(elements.signature, expected) ? undefined : fault('mismatch');
}

/** S3 wants every header of its own signed: whoever has an address must not add to what it allows. */
const hasUnsigned = ({ headers }: SignedRequest, { signedHeaders }: SignatureElements): boolean =>
  Object.keys(headers).some(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );

function scopeFault(
  { date, region, service, time }: SignatureElements,
  rules: SignatureRules,
): string | undefined {
  const day = time.slice(0, 8);
  if (region !== rules.region)
    return `Credential should be scoped to a valid region: '${rules.region}', not '${region}'.`;
  if (service !== rules.service)
    return `Credential should be scoped to correct service: '${rules.service}', not '${service}'.`;
  if (date !== day)
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}'.`;
  return undefined;
}

function timeFault({ time, expiresSeconds }: SignatureElements, now: number): string | undefined {
  const lifetime = expiresSeconds === undefined ? TOLERANCE_MS : expiresSeconds * 1000;
  const earliest = now - lifetime;
  const latest = now + TOLERANCE_MS;
  if (instantOf(time) < earliest)
    return `Signature expired: ${time} is now earlier than ${isoBasic(earliest) ?? ''} (${isoBasic(now) ?? ''} - ${spanText(lifetime)})`;
  if (instantOf(time) > latest)
    return `Signature not yet current: ${time} is still later than ${isoBasic(latest) ?? ''} (${isoBasic(now) ?? ''} + ${spanText(TOLERANCE_MS)})`;
  return undefined;
}

/** Whole minutes as AWS writes them, else seconds: an address is good for as many as it says. */
const spanText = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000} min.` : `${ms / 1000} sec.`);

function signatureOf(
  canonical: string,
  { date, region, service, time }: SignatureElements,
  secret: string,
): Buffer {
  const scope = [date, region, service, 'aws4_request'];
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signingKey = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`);
  return hmac(signingKey, [ALGORITHM, time, scope.join('/'), hash].join('\n'));
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function isSame(signature: string, expected: Buffer): boolean {
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
