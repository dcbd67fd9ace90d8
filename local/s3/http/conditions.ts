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

/**
 * The conditional headers of writes (Amazon S3 User Guide, "Conditional writes"): If-None-Match takes only `*`.
 * @returns a check against the current object, which throws PreconditionFailed, or NoSuchKey for If-Match on nothing
 */
export function writePrecondition(
  headers: IncomingHttpHeaders,
): ((current: ObjectVersion | undefined) => void) | undefined {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw s3Error('InvalidArgument', 'If-None-Match of a write takes only *');
  }
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw s3Error('PreconditionFailed');
    if (ifMatch === undefined) return;
    if (!current) throw s3Error('NoSuchKey');
    if (!matches(ifMatch, current.etag)) throw s3Error('PreconditionFailed');
  };
}
