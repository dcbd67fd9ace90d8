import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../config/check-config.ts';
import type { IdentityEnvironment } from '../../../lib/identity/settings.ts';
import { identitySettings, storeOf } from '../../../lib/identity/settings.ts';

const environment = { STAGE: 'dev', SMART_ROLE_ARN: 'arn:aws:iam::111122223333:role/inlet-dev-smart' };
const OTHER_ROLE = 'arn:aws:iam::111122223333:role/smart/other';
const OTHER_STORE = 'fedcba9876543210fedcba9876543210';
const OWN_STORE = '0123456789abcdef0123456789abcdef';
const issuer = {
  issuer: 'https://issuer.example',
  audience: ['https://fhir.example'],
  algorithms: ['RS256'],
  jwksUri: 'https://issuer.example/jwks.json',
};
const authorization = {
  authorizationStrategy: 'SMART_ON_FHIR',
  metadata: {
    authorization_endpoint: 'https://issuer.example/authorize',
    token_endpoint: 'https://issuer.example/token',
    grant_types_supported: ['client_credentials'],
    capabilities: ['permission-v2'],
    code_challenge_methods_supported: ['S256'],
  },
};

/** A checked configuration with these data stores. */
const configOf = (...dataStores: object[]) =>
  checkConfig(
    {
      routes: [{ name: 'default', validationLevel: 'structure-only' }],
      identity: { dataStores: dataStores.map((store) => ({ authorization, ...store })) },
    },
    'config/x.json',
    'local',
  );
const settingsFor = (more: Partial<IdentityEnvironment>, ...dataStores: object[]) =>
  identitySettings({ ...environment, ...more }, configOf(...dataStores));

describe('the settings of the identity provider', () => {
  test('name the stage, and each role by its ARN', () => {
    const roles = [{}, { issuer: issuer.issuer, roleName: 'smart/other' }];
    const { stage, dataStores } = settingsFor({}, { issuers: [issuer], roles });
    expect(stage).toBe('dev');
    expect(dataStores[0]?.roles).toEqual([
      { roleArn: environment.SMART_ROLE_ARN },
      { issuer: issuer.issuer, roleArn: OTHER_ROLE },
    ]);
  });

  test.each([
    ['SMART_ON_FHIR', ['permission-v2', 'permission-v2.2'], { v2: true, filters: true }],
    ['SMART_ON_FHIR', ['permission-v2'], { v2: true, filters: false }],
    ['SMART_ON_FHIR', ['permission-v1', 'permission-v2.2'], { v2: false, filters: false }],
    ['SMART_ON_FHIR_V1', ['permission-v2', 'permission-v2.2'], { v2: false, filters: false }],
  ])('know what a store of %s with %j can honour', (authorizationStrategy, capabilities, abilities) => {
    const metadata = { ...authorization.metadata, capabilities };
    const { dataStores } = settingsFor({}, { authorization: { authorizationStrategy, metadata } });
    expect(dataStores[0]?.abilities).toEqual(abilities);
  });

  test.each(['http://adfs.example/adfs/services/trust', 'urn:example:as', 'clinic-sso'])(
    'take the issuer %s, which is only compared, in a stage that is deployed',
    (name) => {
      const [store] = settingsFor({}, { issuers: [{ ...issuer, issuer: name }] }).dataStores;
      expect(store?.issuers[0]?.issuer).toBe(name);
    },
  );

  test('take keys of the configuration for an issuer that is no address', () => {
    const config = configOf({ issuers: [issuer] });
    const { jwksUri: _, ...rest } = { ...issuer, issuer: 'urn:example:as', jwks: { keys: [] } };
    Object.assign(config.identity.dataStores[0] ?? {}, { issuers: [rest] });
    expect(identitySettings(environment, config).dataStores[0]?.issuers[0]?.issuer).toBe('urn:example:as');
  });

  test('may trust nobody', () => {
    expect(settingsFor({}).dataStores).toEqual([]);
  });

  test('put the local cloud’s own issuer in the place of "local", in roles too', () => {
    const local = { issuers: [{ issuer: 'local', audience: ['a'] }], roles: [{ issuer: 'local' }] };
    const [store] = settingsFor(
      { STAGE: 'local', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
      local,
    ).dataStores;
    const url = 'http://127.0.0.1:4566/_inlet/issuer';
    expect(store).toMatchObject({ issuers: [{ issuer: url }], roles: [{ issuer: url }] });
  });

  test('leave an answer in time on AWS, and more of it on the local cloud, within the Timeout of two seconds', () => {
    const { limits } = settingsFor({});
    expect(limits.decisionMs).toBeLessThan(1000);
    expect(2 * limits.fetchMs).toBeLessThan(limits.decisionMs);
    const { limits: local } = settingsFor({ STAGE: 'local' });
    expect(local.fetchMs).toBeGreaterThan(limits.fetchMs);
    expect(2 * local.fetchMs).toBeLessThan(local.decisionMs);
    expect(local.decisionMs).toBeLessThan(2000);
  });

  test.each([
    ['on AWS, where no endpoint is set', { STAGE: 'local' }],
    ['in a stage that is deployed', { STAGE: 'prod', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }],
  ])('do not start with the issuer "local" %s', (_, more) => {
    const local = { issuers: [{ issuer: 'local', audience: ['a'] }] };
    expect(() => settingsFor(more, local)).toThrow('Issuer "local"');
  });

  test('are refused with a role that is no ARN', () => {
    expect(() => settingsFor({ SMART_ROLE_ARN: 'inlet-smart' })).toThrow('SMART_ROLE_ARN is "inlet-smart"');
  });

  test.each([
    ['neither audience nor clients', { audience: [] }, 'audience or clients'],
    ['no algorithm', { algorithms: [] }, 'algorithms'],
    ['a symmetric algorithm', { algorithms: ['RS256', 'HS256'] }, 'HS256'],
    ['alg none', { algorithms: ['none'] }, 'none'],
    ['keys from two places', { jwks: { keys: [] } }, 'both'],
    ['keys over plain http', { jwksUri: 'http://issuer.example/jwks.json' }, 'https'],
  ])('are refused for an issuer with %s, should a build have let it pass', (_, change, rule) => {
    const config = configOf({ issuers: [issuer] });
    const [store] = config.identity.dataStores;
    Object.assign(store?.issuers[0] ?? {}, change);
    expect(() => identitySettings(environment, config)).toThrow(rule);
  });
});

describe('an endpoint', () => {
  test('goes to the store of its id, else to the stage’s own', () => {
    const settings = settingsFor({}, { issuers: [issuer] }, { dataStore: OTHER_STORE });
    expect(storeOf(settings, OTHER_STORE)?.datastoreId).toBe(OTHER_STORE);
    expect(storeOf(settings, OWN_STORE)?.issuers).toHaveLength(1);
  });

  test('of another store is nobody’s where the stage’s own is known by id', () => {
    const settings = settingsFor({ DATASTORE_ID: OWN_STORE }, { issuers: [issuer] });
    expect(storeOf(settings, OWN_STORE)).toBeDefined();
    expect(storeOf(settings, OTHER_STORE)).toBeUndefined();
  });

  test('is nobody’s where the stage’s own store takes no tokens', () => {
    expect(storeOf(settingsFor({}, { dataStore: OTHER_STORE }), OWN_STORE)).toBeUndefined();
  });
});
