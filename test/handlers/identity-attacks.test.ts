import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';
import { bundleOf, invokeBundle } from '../support/identity-bundle.ts';
import type { Attack } from '../lib/identity/attacks.ts';
import { attacksOn, GOOD, OTHER_ISSUER, OTHER_STORE, PERSONAL } from '../lib/identity/attacks.ts';
import { createIssuer, REQUEST, ROLE_ARN, trusted } from '../lib/identity/issuer.ts';

let folder: string;
let attacks: Attack[];
let good: string;
let result: Awaited<ReturnType<typeof invokeBundle>>;
let callsOfStranger = 0;
const stranger = createServer((_request, response) => {
  callsOfStranger += 1;
  response.end('{"keys":[]}');
});

const storeConfig = (issuers: object[], dataStore?: string) => ({
  ...(dataStore !== undefined && { dataStore }),
  authorization: { authorizationStrategy: 'SMART_ON_FHIR', metadata: { capabilities: ['permission-v2'] } },
  issuers,
  roles: [{}],
  operations: {},
});

/** How tokens are refused before their signature is looked at. */
const UNVERIFIED = new Set([
  'token-too-long',
  'token-malformed',
  'algorithm-refused',
  'header-unsupported',
  'issuer-unknown',
  'key-unknown',
]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-attacks-'));
  const bundle = join(folder, 'identity-provider.cjs');
  const [issuer, rsa, other] = await Promise.all([createIssuer(), createIssuer('RS256'), createIssuer()]);
  const issuers = [
    trusted({ jwks: issuer.jwks }),
    trusted({ issuer: OTHER_ISSUER, jwks: rsa.jwks, algorithms: ['RS256'] }),
    trusted({ issuer: 'https://third-issuer.example', jwks: other.jwks }),
  ];
  const forOther = [trusted({ jwks: issuer.jwks, audience: ['https://other-store.example'] })];
  const dataStores = [storeConfig(issuers), storeConfig(forOther, OTHER_STORE)];
  await bundleOf({ routes: [], identity: { dataStores } }, bundle);
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));

  good = await issuer.sign(GOOD);
  const { port } = stranger.address() as AddressInfo;
  attacks = await attacksOn({ issuer, rsa, other }, `http://127.0.0.1:${port}/keys`);
  const events = [
    { ...REQUEST, bearerToken: good },
    ...attacks.map(({ token, request }) => ({ ...REQUEST, bearerToken: token, ...request })),
  ];
  result = await invokeBundle(bundle, { STAGE: 'dev', SMART_ROLE_ARN: ROLE_ARN }, events);
});

afterAll(async () => {
  await new Promise((resolve) => stranger.close(resolve));
  rmSync(folder, { recursive: true });
});

describe('the attack table', () => {
  test('is tried on a provider that lets good tokens pass', () => {
    expect(result.answers[0]).toMatchObject({ authPayload: { isAuthorized: true }, iamRoleARN: ROLE_ARN });
  });

  test('has every attack refused, for its own reason', () => {
    const expected = attacks.map(({ what, code, claim = null }) => ({
      what,
      outcome: 'refused',
      code,
      claim,
    }));
    const logged = result.log.slice(1).map(({ outcome, code, claim }, index) => ({
      what: attacks[index]?.what,
      outcome,
      code,
      claim,
    }));
    expect(logged).toEqual(expected);
  });

  test('gets one and the same answer for all of them: the caller is not told why', () => {
    const answers = new Set(result.answers.slice(1).map((answer) => JSON.stringify(answer)));
    expect([...answers]).toEqual(['{"authPayload":{"isAuthorized":false}}']);
  });

  test('costs one signature at most, and none where no key of a trusted issuer is named', () => {
    expect(result.verified[0]).toBe(1);
    const costs = attacks.map(({ what, code }, index) => ({
      what,
      verified: UNVERIFIED.has(code) ? 0 : 1,
      did: result.verified[index + 1],
    }));
    expect(costs.filter(({ verified, did }) => did !== verified)).toEqual([]);
  });

  test('leaves nothing of any token in the log', () => {
    expectNoSecrets(result.output, [
      good,
      ...attacks.map(({ token }) => token).filter((token) => token.length >= 8 && token.length < 20_000),
      ...Object.values(PERSONAL),
      'evil.example',
      'private.example',
      'nonce-8842',
      'wr1te',
      'laboratory',
      'key-9',
      'dev/null',
    ]);
  });

  test('has no URL of a token called', () => {
    expect(callsOfStranger).toBe(0);
  });
});
