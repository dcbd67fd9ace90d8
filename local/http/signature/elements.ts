import type { Parameter } from './url.ts';

/** The elements of a signature, from the Authorization header or the query of a presigned URL. */
export interface SignatureElements {
  accessKeyId: string;
  /** The scope's: `20150830`. */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  /** Hex. */
  signature: string;
  /** The request's: `20150830T123600Z`. */
  time: string;
  /** How long a presigned URL is good for. */
  expiresSeconds: number | undefined;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';

const LONGEST_EXPIRY_SECONDS = 7 * 24 * 3600;

type Headers = Readonly<Record<string, string | undefined>>;

/** @returns in words what the Authorization header lacks, where it is not one of Signature Version 4 */
export function elementsOfHeader(headers: Headers): SignatureElements | string {
  const [algorithm, ...rest] = (headers.authorization ?? '').split(' ');
  if (algorithm !== ALGORITHM) return `'${ALGORITHM}' is the only algorithm.`;
  const parts = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => part.split('=', 2) as [string, string]),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (missing.length > 0)
    return missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' ');
  const time = headers['x-amz-date'] ?? isoBasic(Date.parse(headers.date ?? ''));
  if (time === undefined)
    return "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  return elements((name) => parts.get(name) ?? '', time, undefined);
}

export const isPresigned = (query: readonly Parameter[]): boolean =>
  query.some(([name]) => name === 'X-Amz-Algorithm');

/** Whether a request is signed with Signature Version 2: by the query of an address, or by `Authorization: AWS key:signature`. */
export const isVersion2 = (headers: Headers, query: readonly Parameter[]): boolean =>
  /^AWS [^\s:]+:/.test(headers.authorization ?? '') ||
  ['AWSAccessKeyId', 'Signature'].every((needed) => query.some(([name]) => name === needed));

/** @returns in words what the query lacks, where it is not that of a presigned URL. S3 asks for X-Amz-Expires too. */
export function elementsOfQuery(query: readonly Parameter[], service: string): SignatureElements | string {
  const values = new Map(query);
  const read = (name: string): string => values.get(`X-Amz-${name}`) ?? '';
  const needed = [
    ...['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders'],
    ...(service === 's3' ? ['Expires'] : []),
  ];
  if (needed.some((name) => !read(name)))
    return `Query-string authentication version 4 requires the ${needed.map((name) => `X-Amz-${name}`).join(', ')} parameters.`;
  if (read('Algorithm') !== ALGORITHM) return `X-Amz-Algorithm only supports "${ALGORITHM}"`;
  const expires = values.get('X-Amz-Expires');
  const wrong = expires === undefined ? undefined : wrongExpiry(expires);
  return wrong ?? elements(read, read('Date'), expires === undefined ? undefined : Number(expires));
}

function wrongExpiry(expires: string): string | undefined {
  const seconds = Number(expires);
  if (!/^-?\d+$/.test(expires)) return 'X-Amz-Expires should be a number';
  if (seconds < 0) return 'X-Amz-Expires must be non-negative';
  if (seconds <= LONGEST_EXPIRY_SECONDS) return undefined;
  return `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${LONGEST_EXPIRY_SECONDS} seconds`;
}

function elements(
  read: (name: 'Credential' | 'SignedHeaders' | 'Signature') => string,
  time: string,
  expiresSeconds: number | undefined,
): SignatureElements | string {
  const [terminator, service, region, date, ...key] = read('Credential').split('/').reverse();
  if (terminator !== 'aws4_request' || !service || !region || !date || key.length === 0)
    return 'Credential must be <access key>/<date>/<region>/<service>/aws4_request.';
  const signedHeaders = read('SignedHeaders').split(';');
  if (!signedHeaders.includes('host')) return "'Host' must be a signed header.";
  if (Number.isNaN(instantOf(time))) return 'Date must be in ISO-8601 basic format.';
  return {
    accessKeyId: key.reverse().join('/'),
    date,
    region,
    service,
    signedHeaders,
    signature: read('Signature'),
    time,
    expiresSeconds,
  };
}

/** Epoch milliseconds of `20150830T123600Z`; NaN for any other text. */
export function instantOf(time: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** `20150830T123600Z`; undefined for NaN. */
export const isoBasic = (instant: number): string | undefined =>
  Number.isNaN(instant) ? undefined : new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
