import { isUtf8 } from 'node:buffer';
import { TokenRefused } from '../refusal.ts';
import { parseUniqueJson } from './unique-json.ts';

/** Longer than any real access token, short enough to be judged at once. */
const MOST_CHARACTERS = 16 * 1024;

/** RFC 6750 chapter 2.1: `b64token`. */
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;

const COMPACT_JWS = /^([\w-]+)\.([\w-]*)\.([\w-]*)$/;

/** A JWT whose signature nobody has checked: fit to choose by whom it is judged, and for nothing else. */
export interface UnverifiedJwt {
  kind: 'jwt';
  token: string;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** A token that says nothing to anybody but its issuer. */
export interface OpaqueToken {
  kind: 'opaque';
  token: string;
}

/** What a bearer token looks like. @throws TokenRefused for what is none, or a JWT out of form */
export function formOf(bearerToken: string): UnverifiedJwt | OpaqueToken {
  const token = bearerToken.replace(/^Bearer +/i, '');
  if (token.length > MOST_CHARACTERS) throw new TokenRefused('token-too-long');
  if (!BEARER_TOKEN.test(token)) throw new TokenRefused('token-malformed');
  const [, head = '', body = '', signature = ''] = COMPACT_JWS.exec(token) ?? [];
  // Three parts of which the first is no JSON may be an opaque token that happens to have two dots.
  if (!decode(head).trimStart().startsWith('{')) return { kind: 'opaque', token };
  const header = parseUniqueJson(decode(head));
  const claims = parseUniqueJson(decode(body));
  if (!header || !claims || !isCanonical(signature)) throw new TokenRefused('token-malformed');
  return { kind: 'jwt', token, header, claims };
}

/** '' for what is no UTF-8: two systems could read it differently. */
function decode(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

/** One token, one spelling: base64url leaves room for others in the last character of the signature. */
const isCanonical = (signature: string): boolean =>
  signature !== '' && Buffer.from(signature, 'base64url').toString('base64url') === signature;
