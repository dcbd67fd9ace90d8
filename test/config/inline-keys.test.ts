import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { brokenInlineKeys } from '../../config/inline-keys.ts';
import type { Issuer, PublicJwk } from '../../config/stage-config.generated.ts';

const jwkOf = ({ publicKey }: { publicKey: ReturnType<typeof generateKeyPairSync>['publicKey'] }) =>
  publicKey.export({ format: 'jwk' }) as PublicJwk;

const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const shortRsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }));
const p256 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const ed25519 = jwkOf(generateKeyPairSync('ed25519'));
const certificate = { kty: 'RSA', x5c: ['MIIB'] } as PublicJwk;

const ALGORITHMS: Issuer['algorithms'] = ['RS256', 'RS384', 'ES256', 'ES384'];

/** What is said of an issuer's keys, a line each. */
const problemsOf = (keys: PublicJwk[], algorithms = ALGORITHMS): string[] =>
  brokenInlineKeys({ jwks: { keys }, algorithms } as Issuer, 'issuer').map(
    ({ path, rule }) => `${path} ${rule}`,
  );

describe('keys of the configuration', () => {
  test.each<[string, PublicJwk[], Issuer['algorithms']]>([
    ['of RSA and of a curve', [rsa, p256], ALGORITHMS],
    ['that say sign beside verify', [{ ...p256, key_ops: ['sign', 'verify'], use: 'sig' }], ALGORITHMS],
    ['that say null for what they do not say', [{ ...rsa, use: null, alg: null, key_ops: null }], ALGORITHMS],
    ['of Ed25519 under either name', [{ ...ed25519, alg: 'EdDSA' }], ['Ed25519']],
    ['with one for encryption among them', [{ ...rsa, use: 'enc', alg: 'RSA-OAEP' }, rsa], ALGORITHMS],
    ['with one for another algorithm among them', [ed25519, rsa], ALGORITHMS],
  ])('%s are taken', (_, keys, algorithms) => {
    expect(problemsOf(keys, algorithms)).toEqual([]);
  });

  test.each<[string, PublicJwk[], string]>([
    ['that are a certificate alone', [certificate], 'issuer.jwks.keys[0] is no public key that can be read'],
    ['of half a point', [{ ...p256, y: undefined }], 'issuer.jwks.keys[0] is no public key that can be read'],
    ['that are no point', [{ ...p256, x: 'AAAA' }], 'issuer.jwks.keys[0] is no public key that can be read'],
    [
      'that are too short',
      [rsa, shortRsa],
      'issuer.jwks.keys[1] is an RSA key of 1024 bits; RFC 7518 wants 2048',
    ],
    ['with a private member', [{ ...rsa, d: 'x' }], 'issuer.jwks.keys[0].d is part of a private key'],
    [
      'with a private member for encryption',
      [{ ...rsa, use: 'enc', p: 'x' }],
      'issuer.jwks.keys[0].p is part of',
    ],
    [
      'that sign only',
      [{ ...rsa, key_ops: ['sign'] }],
      'issuer.jwks.keys[0].key_ops must be a list with "verify"',
    ],
    ['for another use', [{ ...rsa, use: 'signature' }], 'issuer.jwks.keys[0].use must be "sig"'],
    [
      'of another curve',
      [ed25519],
      'issuer.jwks must have a key for one of the algorithms RS256, RS384, ES256',
    ],
    [
      'for another algorithm',
      [{ ...rsa, alg: 'PS256' }],
      'issuer.jwks must have a key for one of the algorithms',
    ],
    [
      'for encryption alone',
      [{ ...rsa, use: 'enc' }],
      'issuer.jwks must have a key for one of the algorithms',
    ],
  ])('%s are refused at build', (_, keys, problem) => {
    const problems = problemsOf(keys);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});
