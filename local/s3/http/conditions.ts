import type { IncomingHttpHeaders } from 'node:http';
import { s3Error } from '../s3-error.ts';
import type { ObjectVersion } from '../store/versions.ts';

interface Conditions {
  ifMatch: string | undefined;
  ifNoneMatch: string | undefined;
  ifModifiedSince: string | undefined;
  ifUnmodifiedSince: string | undefined;
}

const matches = (condition: string, etag: string): boolean =>
  condition.split(',').some((candidate) => {
    const tag = candidate.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
    return tag === '*' || tag === etag;
  });

/** HTTP dates count in seconds. A date that cannot be read is no condition (RFC 9110, 13.1.3). */
const modifiedSince = (version: ObjectVersion, date: string): boolean | undefined => {
  const since = Date.parse(date);
  return Number.isNaN(since) ? undefined : Math.floor(version.modified / 1000) * 1000 > since;
};

/**
 * Which of the conditions of RFC 9110, section 13.2.2, does not hold: If-Match goes before If-Unmodified-Since,
 * If-None-Match before If-Modified-Since.
 */
function failedCondition(conditions: Conditions, version: ObjectVersion): keyof Conditions | undefined {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, version.etag)) return 'ifMatch';
  } else if (ifUnmodifiedSince !== undefined && modifiedSince(version, ifUnmodifiedSince) === true) {
    return 'ifUnmodifiedSince';
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, version.etag) ? 'ifNoneMatch' : undefined;
  const unmodified = ifModifiedSince !== undefined && modifiedSince(version, ifModifiedSince) === false;
  return unmodified ? 'ifModifiedSince' : undefined;
}

/** The headers that a 304 repeats of what a 200 would say. */
const validators = (version: ObjectVersion) => ({
  etag: `"${version.etag}"`,
  'last-modified': new Date(version.modified).toUTCString(),
});

/** The conditional headers of GetObject and HeadObject. @throws S3Error NotModified, PreconditionFailed */
export function checkReadConditions(headers: IncomingHttpHeaders, version: ObjectVersion): void {
  const failed = failedCondition(
    {
      ifMatch: headers['if-match'],
      ifNoneMatch: headers['if-none-match'],
      ifModifiedSince: headers['if-modified-since'],
      ifUnmodifiedSince: headers['if-unmodified-since'],
    },
    version,
  );
  if (failed === 'ifNoneMatch' || failed === 'ifModifiedSince') {
    throw s3Error('NotModified', undefined, { headers: validators(version) });
  }
  if (failed) throw s3Error('PreconditionFailed');
}

/** The `x-amz-copy-source-if-*` headers; each that fails is a PreconditionFailed. */
export function checkCopyConditions(headers: IncomingHttpHeaders, source: ObjectVersion): void {
  const condition = (name: string): string | undefined => {
    const value = headers[`x-amz-copy-source-${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  const failed = failedCondition(
    {
      ifMatch: condition('if-match'),
      ifNoneMatch: condition('if-none-match'),
      ifModifiedSince: condition('if-modified-since'),
      ifUnmodifiedSince: condition('if-unmodified-since'),
    },
    source,
  );
  if (failed) throw s3Error('PreconditionFailed');
}

/** S3 knows If-Match with an ETag and If-None-Match with `*`, and only one of them; all else is not implemented there. */
function refuseUnknownConditions(ifMatch: string | undefined, ifNoneMatch: string | undefined): void {
  const refuse = (Header: string, additionalMessage: string): never => {
    throw s3Error('NotImplemented', undefined, { elements: { Header, additionalMessage } });
  };
  const value = (header: string): string =>
    `We don't accept the provided value of ${header} header for this API`;
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    refuse('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') refuse('If-None-Match', value('If-None-Match'));
  if (ifMatch === '*') refuse('If-Match', value('If-Match'));
}

type Precondition = (current: ObjectVersion | undefined) => void;

const notHeld = (Condition: string) => s3Error('PreconditionFailed', undefined, { elements: { Condition } });

/**
 * The conditional headers of writes (Amazon S3 User Guide, "Conditional writes"): If-Match takes an ETag,
 * If-None-Match only `*`.
 * @returns a check against the current object, which throws PreconditionFailed, or NoSuchKey for If-Match on nothing
 * @throws S3Error NotImplemented for other values and for both at once, as S3 does
 */
export function writePrecondition(headers: IncomingHttpHeaders): Precondition | undefined {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  refuseUnknownConditions(ifMatch, ifNoneMatch);
  if (ifMatch !== undefined) return whereETag(ifMatch);
  if (ifNoneMatch === undefined) return undefined;
  return (current) => {
    if (current) throw notHeld('If-None-Match');
  };
}

/** A deletion takes If-Match with an ETag or `*` (Amazon S3 User Guide, "Conditional deletes"). */
export const deletePrecondition = (ifMatch: string | undefined): Precondition | undefined =>
  ifMatch === undefined ? undefined : whereETag(ifMatch);

const whereETag =
  (ifMatch: string): Precondition =>
  (current) => {
    if (!current) throw s3Error('NoSuchKey');
    if (!matches(ifMatch, current.etag)) throw notHeld('If-Match');
  };
