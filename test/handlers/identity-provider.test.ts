import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleOf, invokeBundle } from '../support/identity-bundle.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';
import type { TestIssuer } from '../lib/identity/issuer.ts';
import { createIssuer, ISSUER, REQUEST, ROLE_ARN, trusted } from '../lib/identity/issuer.ts';

const environment = { STAGE: 'dev', SMART_ROLE_ARN: ROLE_ARN };
const now = Math.floor(Date.now() / 1000);
const current = { iat: now, nbf: now, exp: now + 600 };

let folder: string;
let bundle: string;
let inputs: string[];
let issuer: TestIssuer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-identity-'));
  bundle = join(folder, 'identity-provider.cjs');
  issuer = await createIssuer();
  const store = {
    authorization: {
      authorizationStrategy: 'SMART_ON_FHIR',
      metadata: { capabilities: ['permission-v2'] },
    },
    issuers: [trusted({ jwks: issuer.jwks })],
    roles: [{}],
    operations: {},
  };
  inputs = await bundleOf({ routes: [], identity: { dataStores: [store] } }, bundle);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the identity provider’s bundle', () => {
  test('carries jose and nothing else from npm: each further package costs start time', () => {
    const packages = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(['jose']);
  });

  test('answers a good token with the role, and everything else with one and the same refusal', async () => {
    const good = await issuer.sign(current);
    const events = [
      { ...REQUEST, bearerToken: good },
      { ...REQUEST, bearerToken: await issuer.sign({ ...current, aud: 'https://other.example' }) },
      { ...REQUEST, bearerToken: `${good}x` },
      { ...REQUEST, bearerToken: '' },
      {},
      null,
    ];
    const { answers, log } = await invokeBundle(bundle, environment, events);
    const [allowed, ...refused] = answers;
    expect(allowed).toMatchObject({ authPayload: { isAuthorized: true, ...current }, iamRoleARN: ROLE_ARN });
    for (const answer of refused) expect(answer).toEqual({ authPayload: { isAuthorized: false } });
    expect(log).toMatchObject([
      { message: 'token allowed', operation: 'ReadResource', issuer: ISSUER, code: null, stage: 'dev' },
      { message: 'token refused', issuer: ISSUER, code: 'claim-refused', claim: 'aud' },
      { code: 'token-malformed' },
      { code: 'token-malformed' },
      { code: 'event-malformed', function_request_id: 'request-1' },
      { code: 'event-malformed' },
    ]);
  });

  test('counts what it allowed, and what it refused by code, in the lines themselves', async () => {
    const events = [{ ...REQUEST, bearerToken: await issuer.sign(current) }, {}];
    const withMetrics = { ...environment, POWERTOOLS_METRICS_NAMESPACE: 'Inlet/dev' };
    const { log } = await invokeBundle(bundle, withMetrics, events);
    const metric = (Name: string, Dimensions: string[][]) => ({
      service: 'identity-provider',
      [Name]: 1,
      _aws: {
        CloudWatchMetrics: [{ Namespace: 'Inlet/dev', Dimensions, Metrics: [{ Name, Unit: 'Count' }] }],
      },
    });
    expect(log).toMatchObject([
      metric('TokensAllowed', [['service']]),
      { code: 'event-malformed', ...metric('TokensRefused', [['service'], ['service', 'code']]) },
    ]);
  });

  test('writes nothing of a token, whatever is wrong with it', async () => {
    const personal = {
      sub: 'subject-99817',
      patient: 'patient-99817',
      fhirUser: 'Patient/patient-99817',
      jti: 'token-id-5521',
      client_id: 'app-of-jane',
      name: 'Jane Doe-Quist',
    };
    const tokens = await Promise.all(
      [
        {},
        { iss: 'https://tenant-4711.example' },
        { aud: 'https://private-audience.example' },
        { exp: 1_234_567_890 },
        { scope: 'patient/Observation.wr1te' },
        { nonce: 'nonce-8842' },
      ].map((change) => issuer.sign({ ...current, ...personal, ...change })),
    );
    const events = tokens.map((bearerToken) => ({ ...REQUEST, bearerToken }));
    const { output } = await invokeBundle(bundle, environment, [
      ...events,
      { ...REQUEST, bearerToken: 'opaque-token-1234567' },
      { ...REQUEST, operationName: 'Jane Doe-Quist', bearerToken: tokens[0] },
    ]);
    expectNoSecrets(output, [
      ...tokens,
      ...Object.values(personal),
      'tenant-4711',
      'private-audience',
      '1234567890',
      'wr1te',
      'nonce-8842',
      'opaque-token-1234567',
    ]);
  });

  test.each(['STAGE', 'SMART_ROLE_ARN'] as const)('does not start without %s, and names it', async (name) => {
    const { [name]: _, ...rest } = environment;
    await expect(invokeBundle(bundle, rest, [])).rejects.toThrow(name);
  });
});
