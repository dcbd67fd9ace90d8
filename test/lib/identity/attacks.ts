import { createHmac, createPublicKey } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import type { Changes, TestIssuer } from './issuer.ts';
import { CLAIMS, createIssuer, ISSUER, REQUEST } from './issuer.ts';

/** Whose keys are RSA. */
export const OTHER_ISSUER = 'https://other-issuer.example';
/** A data store of ours, which takes tokens for another audience. */
export const OTHER_STORE = 'fedcba9876543210fedcba9876543210';
const now = Math.floor(Date.now() / 1000);

/** What is in every token here, and must be nowhere else. */
export const PERSONAL = {
  sub: 'subject-99817',
  patient: 'patient-99817',
  fhirUser: 'Practitioner/jane-doe-quist',
  jti: 'token-id-5521',
};
/** Claims that make CLAIMS good for ten minutes. */
export const GOOD = { ...PERSONAL, iat: now - 60, nbf: now - 60, exp: now + 600 };

/** One token that must not pass, and how it is refused. */
export interface Attack {
  what: string;
  token: string;
  /** The code in the log, and the claim at fault. */
  code: string;
  claim?: string;
  request?: object;
}

export interface Signers {
  issuer: TestIssuer;
  /** OTHER_ISSUER. */
  rsa: TestIssuer;
  /** A third one, trusted as well. */
  other: TestIssuer;
}

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A compact JWS of exactly these texts, signed with ES256 by the issuer's own key. */
async function signText({ privateKey }: TestIssuer, header: string, claims: string): Promise<string> {
  const signed = `${part(header)}.${part(claims)}`;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

/** Every attack there is on tokens that these issuers sign. @param elsewhere a URL that nobody must call */
export async function attacksOn({ issuer, rsa, other }: Signers, elsewhere: string): Promise<Attack[]> {
  const foreign = await createIssuer();
  const good = await issuer.sign(GOOD);
  const [rsaKey = { kty: 'RSA' }] = rsa.jwks.keys;
  const spki = createPublicKey({ key: rsaKey, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
  const sign = (changes: Changes = {}, header: Changes = {}) => issuer.sign({ ...GOOD, ...changes }, header);
  const claims = { ...CLAIMS, ...GOOD };
  const es256 = { alg: 'ES256', kid: 'key-1', typ: 'at+jwt' };
  const hmac = (secret: string): string => {
    const signed = `${part({ alg: 'HS256', kid: 'key-1' })}.${part({ ...claims, iss: OTHER_ISSUER })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const encrypted = await new CompactEncrypt(Buffer.from(good))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A128GCM', cty: 'JWT' })
    .encrypt(await importJWK({ ...rsaKey, alg: 'RSA-OAEP-256', use: 'enc' }));
  const [header = '', payload = '', signature = ''] = good.split('.');

  return [
    { what: 'alg none, unsigned', token: `${part({ alg: 'none' })}.${payload}.`, code: 'token-malformed' },
    {
      what: 'alg none with a signature',
      token: `${part({ alg: 'none' })}.${payload}.${signature}`,
      code: 'algorithm-refused',
    },
    {
      what: 'alg NoNe',
      token: `${part({ alg: 'NoNe', kid: 'key-1' })}.${payload}.AA`,
      code: 'algorithm-refused',
    },
    {
      what: 'no alg at all',
      token: `${part({ kid: 'key-1' })}.${payload}.${signature}`,
      code: 'token-malformed',
    },
    { what: 'HMAC with the public key as PEM', token: hmac(spki), code: 'algorithm-refused' },
    {
      what: 'HMAC with the public key as JWK',
      token: hmac(JSON.stringify(rsaKey)),
      code: 'algorithm-refused',
    },
    { what: 'HMAC with nothing', token: hmac(''), code: 'algorithm-refused' },
    { what: 'a foreign key under our key id', token: await foreign.sign(GOOD), code: 'signature-invalid' },
    {
      what: 'a foreign key under an unknown key id',
      token: await foreign.sign(GOOD, { kid: 'key-9' }),
      code: 'key-unknown',
    },
    {
      what: 'a key id that is a path',
      token: await foreign.sign(GOOD, { kid: '../../../../dev/null' }),
      code: 'key-unknown',
    },
    {
      what: 'a foreign key that the token brings along',
      token: await foreign.sign(GOOD, { jwk: foreign.jwks.keys[0] }),
      code: 'signature-invalid',
    },
    {
      what: 'a foreign certificate that the token brings along',
      token: await foreign.sign(GOOD, { x5c: ['MIIB'], x5t: 'AAAA' }),
      code: 'signature-invalid',
    },
    {
      what: 'a foreign key at a URL that the token names',
      token: await foreign.sign(GOOD, { jku: elsewhere, x5u: elsewhere, kid: 'key-9' }),
      code: 'key-unknown',
    },
    {
      what: 'a trusted issuer in the name of another',
      token: await other.sign({ ...GOOD, iss: ISSUER }),
      code: 'signature-invalid',
    },
    {
      what: 'an unknown issuer',
      token: await foreign.sign({ ...GOOD, iss: 'https://evil.example' }),
      code: 'issuer-unknown',
      claim: 'iss',
    },
    {
      what: 'an issuer with something after it',
      token: await sign({ iss: `${ISSUER}/` }),
      code: 'issuer-unknown',
      claim: 'iss',
    },
    { what: 'a list of issuers', token: await sign({ iss: [ISSUER] }), code: 'issuer-unknown', claim: 'iss' },
    {
      what: 'another audience',
      token: await sign({ aud: 'https://private.example' }),
      code: 'claim-refused',
      claim: 'aud',
    },
    { what: 'no audience', token: await sign({ aud: undefined }), code: 'claim-refused', claim: 'aud' },
    {
      what: 'an audience that begins like ours',
      token: await sign({ aud: `${String(CLAIMS.aud)}.evil.example` }),
      code: 'claim-refused',
      claim: 'aud',
    },
    {
      what: 'an audience that is an object',
      token: await sign({ aud: { 0: CLAIMS.aud } }),
      code: 'claim-refused',
      claim: 'aud',
    },
    {
      what: 'a token of another data store of ours',
      token: await sign(),
      code: 'claim-refused',
      claim: 'aud',
      request: { datastoreEndpoint: REQUEST.datastoreEndpoint.replace(/[0-9a-f]{32}/, OTHER_STORE) },
    },
    {
      what: 'an ID token',
      token: await sign({ nonce: 'nonce-8842' }, { typ: 'JWT' }),
      code: 'id-token',
      claim: 'nonce',
    },
    {
      what: 'an ID token of Cognito',
      token: await sign({ token_use: 'id' }),
      code: 'id-token',
      claim: 'token_use',
    },
    {
      what: 'an ID token that is marked twice',
      token: await sign({ nonce: 'nonce-8842', at_hash: 'x', typ: 'Bearer' }),
      code: 'id-token',
      claim: 'at_hash',
    },
    {
      what: 'a refresh token of Hydra’s kin',
      token: await sign({ token_use: 'refresh_token' }),
      code: 'type-refused',
      claim: 'token_use',
    },
    {
      what: 'a refresh token that has an access token’s header',
      token: await sign({ token_type: 'refresh' }, { typ: 'at+jwt' }),
      code: 'type-refused',
      claim: 'token_type',
    },
    {
      what: 'a refresh token of Keycloak',
      token: await sign({ typ: 'Refresh' }),
      code: 'type-refused',
      claim: 'typ',
    },
    { what: 'a logout token', token: await sign({}, { typ: 'logout+jwt' }), code: 'type-refused' },
    { what: 'a type that is no text', token: await sign({}, { typ: ['at+jwt'] }), code: 'type-refused' },
    {
      what: 'a token bound to a certificate',
      token: await sign({ cnf: { 'x5t#S256': 'x' } }),
      code: 'sender-constrained',
      claim: 'cnf',
    },
    {
      what: 'a token bound to a DPoP key',
      token: await sign({ cnf: { jkt: 'x' } }),
      code: 'sender-constrained',
      claim: 'cnf',
    },
    { what: 'an expired token', token: await sign({ exp: now - 11 }), code: 'expired', claim: 'exp' },
    {
      what: 'a token without expiry',
      token: await sign({ exp: undefined }),
      code: 'claim-refused',
      claim: 'exp',
    },
    {
      what: 'an expiry that is a text',
      token: await sign({ exp: `${now + 600}` }),
      code: 'claim-refused',
      claim: 'exp',
    },
    {
      what: 'an expiry that JSON reads as infinite',
      token: await signText(
        issuer,
        JSON.stringify(es256),
        JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'),
      ),
      code: 'claim-refused',
      claim: 'exp',
    },
    {
      what: 'a token that is not yet valid',
      token: await sign({ nbf: now + 3600 }),
      code: 'claim-refused',
      claim: 'nbf',
    },
    {
      what: 'a token that was issued in the future',
      token: await sign({ iat: now + 3600 }),
      code: 'claim-refused',
      claim: 'iat',
    },
    {
      what: 'an unknown critical header',
      token: await sign({}, { crit: ['urn:example:demand'], 'urn:example:demand': 1 }),
      code: 'header-unsupported',
    },
    {
      what: 'a crit that is no list',
      token: await signText(issuer, JSON.stringify({ ...es256, crit: 'exp' }), JSON.stringify(claims)),
      code: 'token-malformed',
    },
    {
      what: 'a payload that is not encoded (RFC 7797)',
      token: await signText(
        issuer,
        JSON.stringify({ ...es256, crit: ['b64'], b64: false }),
        JSON.stringify(claims),
      ),
      code: 'token-malformed',
    },
    {
      what: 'a claim twice',
      token: await signText(
        issuer,
        JSON.stringify(es256),
        JSON.stringify(claims).replace('{', '{"scope":"system/*.cruds",'),
      ),
      code: 'token-malformed',
    },
    {
      what: 'a claim twice, once in disguise',
      token: await signText(
        issuer,
        JSON.stringify(es256),
        JSON.stringify(claims).replace('{', '{"\\u0069ss":"https://evil.example",'),
      ),
      code: 'token-malformed',
    },
    {
      what: 'a header member twice',
      token: await signText(
        issuer,
        JSON.stringify(es256).replace('{', '{"alg":"none",'),
        JSON.stringify(claims),
      ),
      code: 'token-malformed',
    },
    {
      what: 'claims that are a list',
      token: await signText(issuer, JSON.stringify(es256), '[1]'),
      code: 'token-malformed',
    },
    { what: 'a signature in another spelling', token: `${good}=`, code: 'token-malformed' },
    { what: 'a huge token', token: await sign({ padding: 'x'.repeat(200_000) }), code: 'token-too-long' },
    {
      what: 'many scopes',
      token: await sign({ scope: 'patient/Patient.wr1te '.repeat(400).trim() }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a scope with rights out of order',
      token: await sign({ scope: 'system/*.sr' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'two scopes that only a tab parts',
      token: await sign({ scope: 'openid\tsystem/*.cruds' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a scope with a filter and no rights',
      token: await sign({ scope: 'system/Observation.?category=laboratory' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a patient of another server',
      token: await sign({ patient: 'https://evil.example/r4/Patient/p1', scope: 'patient/*.rs' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a filter that this store would ignore',
      token: await sign({ scope: 'system/Observation.rs?category=laboratory' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a patient scope without a patient',
      token: await sign({ patient: undefined, scope: 'patient/*.rs' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'launch scopes alone',
      token: await sign({ scope: 'openid launch fhirUser' }),
      code: 'scope-missing',
      claim: 'scope',
    },
    {
      what: 'a read scope to delete with',
      token: await sign(),
      code: 'scope-insufficient',
      claim: 'scope',
      request: { operationName: 'DeleteResource' },
    },
    {
      what: 'an operation that nobody knows',
      token: await sign({ scope: 'system/*.cruds' }),
      code: 'operation-unknown',
      request: { operationName: 'StartFHIRBulkDeleteJob' },
    },
    { what: 'an encrypted token', token: encrypted, code: 'token-malformed' },
    {
      what: 'a JWS in JSON form',
      token: JSON.stringify({ protected: header, payload, signature }),
      code: 'token-malformed',
    },
    { what: 'two tokens', token: `${good} ${good}`, code: 'token-malformed' },
    { what: 'a token with a line break', token: `${good}\n`, code: 'token-malformed' },
    { what: 'a cut token', token: good.slice(0, -10), code: 'signature-invalid' },
    {
      what: 'the claims of another token',
      token: `${header}.${part({ ...claims, scope: 'system/*.*' })}.${signature}`,
      code: 'signature-invalid',
    },
    { what: 'garbage', token: 'garbage-1234567', code: 'token-malformed' },
    { what: 'binary garbage', token: '\u0000\u0001\ufffd{}', code: 'token-malformed' },
    {
      what: 'deeply nested claims',
      token: `${part(es256)}.${part(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)}.${signature}`,
      code: 'issuer-unknown',
      claim: 'iss',
    },
  ];
}
