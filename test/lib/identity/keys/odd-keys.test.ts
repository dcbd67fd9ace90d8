import { beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import type { Issuer } from '../../../../config/stage-config.generated.ts';
import { createIdentityProvider } from '../../../../lib/identity/identity-provider.ts';
import type { Changes, TestIssuer } from '../issuer.ts';
import { createIssuer, OUT_OF_REACH, REQUEST, settingsOf } from '../issuer.ts';

type Algorithm = Issuer['algorithms'][number];

const signers = new Map<string, TestIssuer>();
function signerOf(alg: string): TestIssuer {
  const signer = signers.get(alg);
  if (!signer) throw new Error(`Nobody signs with ${alg} here`);
  return signer;
}
beforeAll(async () => {
  for (const alg of ['ES256', 'RS256', 'EdDSA', 'Ed25519']) signers.set(alg, await createIssuer(alg));
});

/** What becomes of a token whose issuer publishes these keys. */
async function codeOf(keys: unknown[], alg: Algorithm, header: Changes = {}, signer = signerOf(alg)) {
  const provider = createIdentityProvider(
    settingsOf({ jwksUri: 'https://issuer.example/keys', algorithms: [alg] }),
    {
      ...OUT_OF_REACH,
      fetchJson: () => Promise.resolve({ keys }),
    },
  );
  const bearerToken = await signer.sign({}, header);
  const { record } = await provider.decide({ ...REQUEST, bearerToken });
  return record.code ?? record.outcome;
}

/** A signer's public key with other members; one that is undefined takes a member away. */
const keyOf = (alg: string, changes: Changes = {}): Changes => {
  const key: Changes = { ...signerOf(alg).jwks.keys[0], ...changes };
  return Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined));
};

describe('a key as issuers publish it', () => {
  test.each<[string, Algorithm, Changes, string]>([
    ['that says sign beside verify', 'ES256', { key_ops: ['sign', 'verify'] }, 'allowed'],
    ['that says sign beside verify, of RSA', 'RS256', { key_ops: ['verify', 'sign'] }, 'allowed'],
    ['whose unused members are null', 'RS256', { use: null, key_ops: null, x5c: null, alg: null }, 'allowed'],
    ['with a certificate beside', 'RS256', { x5c: ['MIIB'], x5t: 'AAAA' }, 'allowed'],
    ['that is not to be extracted', 'ES256', { ext: false }, 'allowed'],
    ['that may only encrypt', 'RS256', { key_ops: ['encrypt'] }, 'key-unknown'],
    ['for encryption', 'RS256', { use: 'enc' }, 'key-unknown'],
    ['that is a certificate alone', 'RS256', { n: undefined, e: undefined, x5c: ['MIIB'] }, 'key-unfit'],
    [
      'that is a certificate alone, of a curve',
      'ES256',
      { crv: undefined, x: undefined, y: undefined, x5c: ['MIIB'] },
      'key-unfit',
    ],
    ['of half a point', 'ES256', { y: undefined }, 'key-unfit'],
    ['that is no point of its curve', 'ES256', { x: 'AAAA' }, 'key-unfit'],
    ['with a modulus that is no base64url', 'RS256', { n: '***' }, 'key-unfit'],
    ['with a member of another type', 'RS256', { n: 5 }, 'key-unfit'],
  ])('%s', async (_, alg, changes, code) => {
    expect(await codeOf([keyOf(alg, changes)], alg)).toBe(code);
  });

  test('beside what is no key at all', async () => {
    expect(await codeOf([null, 5, [], keyOf('RS256')], 'RS256')).toBe('allowed');
  });

  test('with its private part is unfit: whoever reads it could sign', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    expect(publicKey.type).toBe('public');
    const jwk = { ...(await exportJWK(privateKey)), kid: 'key-1' };
    expect(await codeOf([jwk], 'RS256')).toBe('key-unfit');
  });

  test('too short is unfit', async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        hash: 'SHA-256',
        modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]),
      },
      true,
      ['sign', 'verify'],
    );
    expect(privateKey.type).toBe('private');
    expect(await codeOf([{ ...(await exportJWK(publicKey)), kid: 'key-1' }], 'RS256')).toBe('key-unfit');
  });

  test.each<[Algorithm, string | undefined]>([
    ['EdDSA', 'EdDSA'],
    ['EdDSA', 'Ed25519'],
    ['EdDSA', undefined],
    ['Ed25519', 'Ed25519'],
    ['Ed25519', 'EdDSA'],
  ])('of Ed25519 verifies %s, whether its alg is %s', async (alg, named) => {
    expect(await codeOf([keyOf(alg, { alg: named })], alg)).toBe('allowed');
  });
});

describe('where a token does not tell which key it means', () => {
  const OTHERS = 25;
  let others: Changes[];
  beforeAll(async () => {
    const made = await Promise.all(Array.from({ length: OTHERS }, () => createIssuer('ES256', 'key-1')));
    others = made.map(({ jwks }) => ({ ...jwks.keys[0] }));
  });

  test.each([
    ['several keys with one kid', {}, {}],
    ['no kid in the token', { kid: undefined }, {}],
    ['no kid anywhere', { kid: undefined }, { kid: undefined }],
  ])('%s: each is tried', async (_, header, changes) => {
    const own = keyOf('ES256', changes);
    const some = others.slice(0, 3).map((key) => ({ ...key, ...changes }));
    for (let place = 0; place <= some.length; place += 1)
      expect(await codeOf(some.toSpliced(place, 0, own), 'ES256', header)).toBe('allowed');
    expect(await codeOf(some, 'ES256', header)).toBe('signature-invalid');
  });

  test('one that is unfit does not stand in the way, and nothing but such is unfit', async () => {
    const unfit = keyOf('ES256', { y: undefined });
    expect(await codeOf([unfit, keyOf('ES256')], 'ES256')).toBe('allowed');
    expect(await codeOf([unfit, { ...unfit }], 'ES256')).toBe('key-unfit');
  });

  test('twenty are tried and no more: a token costs what it costs', async () => {
    expect(await codeOf([...others.slice(0, 19), keyOf('ES256')], 'ES256')).toBe('allowed');
    expect(await codeOf([...others.slice(0, 20), keyOf('ES256')], 'ES256')).toBe('signature-invalid');
  });

  test('a foreign key is tried for nobody: alg and crit are judged first', async () => {
    const kid = { kid: undefined };
    expect(
      await codeOf(others, 'ES256', { ...kid, crit: ['urn:example:demand'], 'urn:example:demand': 1 }),
    ).toBe('header-unsupported');
    expect(await codeOf(others, 'ES256', kid, signerOf('RS256'))).toBe('algorithm-refused');
  });
});
