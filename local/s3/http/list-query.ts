import { ACCOUNT_ID } from '../../ground/index.ts';
import type { XmlContent } from './xml.ts';
import { queryNumber, type S3Request } from './request.ts';
import { s3Error } from '../s3-error.ts';

/** The owner of everything, as listings name it: a canonical user id, made from the account's id. */
export const OWNER = { ID: ACCOUNT_ID.padStart(64, '0'), DisplayName: 'inlet-local' } as const;

const MOST_KEYS = 1000;

/** What the listings have in common: prefix, delimiter, page size, and how keys are written in the answer. */
export interface ListQuery {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  encodingType: string | undefined;
  /** Writes a key, prefix or marker as the client asked. */
  text: (value: string) => string;
  /** As `text`, and no element at all for an empty value. */
  optionalText: (value: string) => string | undefined;
  commonPrefixes: (prefixes: readonly string[]) => XmlContent;
}

/**
 * S3's `encoding-type=url`: like a form, a space is `+`; `/` and `*` stay as they are.
 */
export const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');

/** @param limitName the page size's name in the query: `max-keys` or `max-uploads` */
export function listQuery(request: S3Request, limitName: string): ListQuery {
  const encodingType = request.query.get('encoding-type') ?? undefined;
  if (encodingType !== undefined && encodingType !== 'url') {
    throw s3Error('InvalidArgument', 'Invalid Encoding Method specified in Request');
  }
  const text = encodingType === 'url' ? encodeKey : (value: string) => value;
  return {
    prefix: request.query.get('prefix') ?? '',
    delimiter: request.query.get('delimiter') ?? '',
    maxKeys: Math.min(MOST_KEYS, queryNumber(request, limitName, MOST_KEYS)),
    encodingType,
    text,
    optionalText: (value) => (value === '' ? undefined : text(value)),
    commonPrefixes: (prefixes) => prefixes.map((prefix) => ({ Prefix: text(prefix) })),
  };
}
