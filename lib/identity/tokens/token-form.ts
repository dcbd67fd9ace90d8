import { TokenRefused } from '../refusal.ts';
import { parseUniqueJson } from './unique-json.ts';

/** Longer than any real access token, short enough to be checked at once. */
const MOST_CHARACTERS = 16 * 1024;

/** RFC 6750 chapter 2.1: `b64token`. */
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;

const COMPACT_JWS = /^([\w-]+)\.([\w-]*)\.([\w-]*)$/;

/** A JWT whose signature is not checked yet: good for choosing the issuer that checks it, and for nothing else. */
export interface UnverifiedJwt {
  kind: 'jwt';
  token: string;
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** A token that only its issuer can read. */
export interface OpaqueToken {
  kind: 'opaque';
  token: string;
}

/** Tells a JWT from an opaque token. @throws TokenRefused if it is not a bearer token or a malformed JWT */
export function formOf(bearerToken: string): UnverifiedJwt | OpaqueToken {
  const token = bearerToken.replace(/^Bearer +/i, '');
  if (token.length > MOST_CHARACTERS) throw new TokenRefused('token-too-long');
  if (!BEARER_TOKEN.test(token)) throw new TokenRefused('token-malformed');
  const [, head = '', body = '', signature = ''] = COMPACT_JWS.exec(token) ?? [];
  // Three parts of which the first is not JSON may be an opaque token that happens to have two dots.
  if (!decode(head).trimStart().startsWith('{')) return { kind: 'opaque', token };
  const header = parseUniqueJson(decode(head));
  const claims = parseUniqueJson(decode(body));
  if (!header || !claims || !isCanonical(signature)) throw new TokenRefused('token-malformed');
  return { kind: 'jwt', token, header, claims };
}

const decode = (part: string): string => Buffer.from(part, 'base64url').toString('utf8');

/** One token, one spelling: base64url leaves room for others in the last character of the signature. */
const isCanonical = (signature: string): boolean =>
  signature !== '' && Buffer.from(signature, 'base64url').toString('base64url') === signature;
