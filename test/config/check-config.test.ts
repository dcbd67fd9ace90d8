import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../config/check-config.ts';
import { loadStageConfig } from '../../config/load-stage-config.ts';
import { stageConfig } from '../../config/stage.ts';

const route = { name: 'default', prefix: '', validationLevel: 'structure-only' };
const issuer = {
  issuer: 'https://issuer.example',
  audience: ['inlet'],
  jwksUri: 'https://issuer.example/keys',
};

const withRoutes = (...routes: object[]): unknown => ({ routes });

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
const introspection = {
  issuer: 'https://issuer.example',
  endpoint: 'https://issuer.example/introspect',
  clientId: 'inlet',
  secret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:inlet/introspection-AbCdEf',
  audience: ['inlet'],
};
const withStores = (...dataStores: object[]): unknown => ({
  routes: [route],
  identity: { dataStores: dataStores.map((store) => ({ authorization, ...store })) },
});
const withIssuers = (...issuers: object[]): unknown => withStores({ issuers });
const withMetadata = (changes: object): unknown =>
  withStores({ authorization: { ...authorization, metadata: { ...authorization.metadata, ...changes } } });

describe('a stage configuration', () => {
  test.each(['local', 'dev', 'prod'])(
    'of stage %s is right, and its default route asks for structure-only',
    (stage) => {
      const { routes } = loadStageConfig(stage);
      expect(routes.find(({ prefix }) => prefix === '')?.validationLevel).toBe('structure-only');
    },
  );

  test('has every default filled in', () => {
    expect(checkConfig(withRoutes(route), 'config/x.json')).toEqual({
      followOtherJobs: false,
      hideKeys: false,
      maxOpenJobsPerDataStore: 10,
      overdueAfterSeconds: 86_400,
      readTagsEveryMinutes: 60,
      repairTags: false,
      requiredTags: {},
      tagRoutes: [],
      routes: [
        {
          ...route,
          outputPrefix: 'imports',
          quietSeconds: 60,
          maxAgeSeconds: 900,
          maxFiles: 100_000,
          maxBytes: 500e9,
          hiddenNames: true,
          progressEventMinutes: 0,
          toleratedNames: expect.arrayContaining(['_SUCCESS', '_manifest.json', 'LICENSE', '.DS_Store']),
        },
      ],
      giveUpAfterSeconds: 900,
      actions: {
        allow: [{ actions: expect.arrayContaining(['DescribeFHIRDatastore', 'ListTagsForResource']) }],
        s3Prefixes: [],
        dataAccessRoleArns: [],
        kmsKeyIds: [],
        schedules: [],
      },
      exports: [],
      identity: { dataStores: [] },
    });
  });

  test('allows nothing but Describe and List to whoever puts events, where it says nothing', () => {
    const { actions } = checkConfig(withRoutes(route), 'config/x.json');
    const allowed = actions.allow.flatMap((entry) => entry.actions);
    expect(allowed.filter((name) => !/^(Describe|List)/.test(name))).toEqual([]);
    expect(allowed).toHaveLength(7);
  });

  test('is left as it was given', () => {
    const given = withRoutes(route);
    checkConfig(given, 'config/x.json');
    expect(given).toEqual(withRoutes(route));
  });

  test('is that of stage local where nothing was built', () => {
    expect(stageConfig).toEqual(loadStageConfig('local'));
  });

  test('of a stage that has no file says which file it needs', () => {
    expect(() => loadStageConfig('nowhere')).toThrow(
      /there are dev, local, prod; for another one copy config\/dev\.json to config\/nowhere\.json/,
    );
  });

  test('of a stage whose name is a path is refused before anything is read', () => {
    expect(() => loadStageConfig('../package')).toThrow(/must be 1 to 15 of a-z/);
  });
});

describe('a wrong configuration is refused with file, path, value and rule:', () => {
  test.each<[string, unknown, string]>([
    ['no routes', {}, 'config/x.json: the file must have "routes"'],
    ['an unknown member', withRoutes({ ...route, prefx: '' }), 'routes[0] has the unknown member "prefx"'],
    [
      'a value outside its range',
      withRoutes({ ...route, maxFiles: 1_000_001 }),
      'routes[0].maxFiles is 1000001, but must be <= 1000000',
    ],
    [
      'a validation level that the service does not have',
      withRoutes({ ...route, validationLevel: 'STRICT' }),
      'routes[0].validationLevel is "STRICT", but must be one of strict, structure-only, minimal',
    ],
    [
      'a default route that leaves the validation level to the service',
      withRoutes({ name: 'default', prefix: '' }),
      'routes[0] must have "validationLevel"',
    ],
    [
      'a prefix that is no folder',
      withRoutes(route, { ...route, name: 'lab', prefix: 'lab' }),
      'routes[1].prefix is "lab", but must match pattern',
    ],
    [
      'equal prefixes',
      withRoutes(route, { ...route, name: 'second' }),
      'routes[1].prefix is "", but must not repeat routes[0].prefix',
    ],
    [
      'equal names',
      withRoutes(route, { ...route, prefix: 'lab/' }),
      'routes[1].name is "default", but must not repeat routes[0].name',
    ],
    [
      'keys that no route takes',
      withRoutes({ ...route, prefix: 'lab/' }),
      'routes must have one with the prefix ""',
    ],
    [
      'a drop that would close by age before it can be quiet',
      withRoutes({ ...route, quietSeconds: 1000 }),
      'routes[0].quietSeconds is 1000, but must not be more than maxAgeSeconds (900)',
    ],
    [
      'an ARN that is none of a data store',
      withRoutes({ ...route, dataStore: 'arn:aws:healthlake:us-east-1:111122223333:datastore/0123' }),
      'routes[0].dataStore is "arn:aws:healthlake:us-east-1:111122223333:datastore/0123", but must match pattern',
    ],
    [
      'an issuer without https that is asked for its keys',
      withIssuers({ issuer: 'http://issuer.example', audience: ['inlet'] }),
      'identity.dataStores[0].issuers[0].issuer is "http://issuer.example", but must be an https URL: anything else is for stage local only; with "jwksUri" or "jwks" it is only compared, and may be any text',
    ],
    [
      'an issuer that is no address and is asked for its keys',
      withIssuers({ issuer: 'urn:example:as', audience: ['inlet'] }),
      'identity.dataStores[0].issuers[0].issuer is "urn:example:as", but must be an https URL',
    ],
    [
      'an issuer with a query that is asked for its keys',
      withIssuers({ issuer: 'https://issuer.example?tenant=1', audience: ['inlet'] }),
      'but must have no query or fragment: its discovery document lies below it',
    ],
    [
      'an issuer with white space',
      withIssuers({ ...issuer, issuer: 'https://issuer.example ' }),
      'must match pattern "^\\S+$": The exact `iss` of its tokens.',
    ],
    [
      'an introspection of the local issuer',
      withStores({ introspection: { ...introspection, issuer: 'local' } }),
      'identity.dataStores[0].introspection.issuer is "local", but must be another',
    ],
    [
      'an operation that is no name of an action',
      withStores({ operations: { 'healthlake:MemberMatch': 'r' } }),
      'identity.dataStores[0].operations',
    ],
    [
      'an issuer with both kinds of keys',
      withIssuers({ ...issuer, jwks: { keys: [{ kty: 'EC' }] } }),
      'identity.dataStores[0].issuers[0] must not have both "jwksUri" and "jwks"',
    ],
    [
      'a symmetric algorithm',
      withIssuers({ ...issuer, algorithms: ['HS256'] }),
      'identity.dataStores[0].issuers[0].algorithms[0] is "HS256", but must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519: Symmetric ones and `none` would let anybody sign',
    ],
    [
      'an algorithm that Node does not verify',
      withIssuers({ ...issuer, algorithms: ['ES256K'] }),
      "others are not in Node's WebCrypto",
    ],
    [
      'grants of which HealthLake knows none',
      withMetadata({ grant_types_supported: ['refresh_token'] }),
      'metadata.grant_types_supported lacks what it must have: The grants of the token endpoint. At least one of the two that HealthLake knows, authorization_code and client_credentials',
    ],
    [
      'the challenge method plain',
      withMetadata({ code_challenge_methods_supported: ['S256', 'plain'] }),
      'metadata.code_challenge_methods_supported[1] is "plain", but must be one of S256: SMART App Launch forbids plain',
    ],
    [
      'an issuer named twice',
      withIssuers(issuer, issuer),
      'identity.dataStores[0].issuers[1].issuer is "https://issuer.example", but must not repeat identity.dataStores[0].issuers[0].issuer',
    ],
    [
      'the local cloud’s issuer in a stage that is deployed',
      withIssuers({ issuer: 'local', audience: ['inlet'] }),
      'identity.dataStores[0].issuers[0].issuer is "local", but must be an https URL: anything else is for stage local only',
    ],
    [
      'keys that come over plain http',
      withIssuers({ ...issuer, jwksUri: 'http://127.0.0.1/keys' }),
      'identity.dataStores[0].issuers[0].jwksUri is "http://127.0.0.1/keys", but must be an https URL',
    ],
    [
      'an issuer all of whose tokens would pass, for whomever they are',
      withIssuers({ issuer: issuer.issuer }),
      'identity.dataStores[0].issuers[0] must have "audience" or "clients"',
    ],
    [
      'a data store without its authorization',
      { routes: [route], identity: { dataStores: [{ issuers: [issuer] }] } },
      'identity.dataStores[0] must have "authorization"',
    ],
    [
      'two entries for the stage’s own data store',
      withStores({}, {}),
      'identity.dataStores[1].dataStore is "the stage\'s own", but must not repeat identity.dataStores[0].dataStore',
    ],
    [
      'a role for an issuer that is not there',
      withStores({ issuers: [issuer], roles: [{ issuer: 'https://other.example' }] }),
      'identity.dataStores[0].roles[0].issuer is "https://other.example", but must be an issuer that is configured',
    ],
    [
      'a role for a client that is not on the list',
      withStores({ issuers: [{ ...issuer, clients: ['app'] }], roles: [{ clientId: 'apq' }] }),
      'identity.dataStores[0].roles[0].clientId is "apq", but must be one of the clients',
    ],
    [
      'rights of an operation out of order',
      withStores({ operations: { PatchResource: 'ur' } }),
      'identity.dataStores[0].operations.PatchResource is "ur", but must match pattern',
    ],
    [
      'an introspection without https',
      withStores({ introspection: { ...introspection, endpoint: 'http://issuer.example/introspect' } }),
      'identity.dataStores[0].introspection.endpoint is "http://issuer.example/introspect", but must match pattern',
    ],
    [
      'a secret that is written down instead of named',
      withStores({ introspection: { ...introspection, secret: 'the-secret' } }),
      'identity.dataStores[0].introspection.secret',
    ],
    [
      'a claim name that nobody reads',
      withIssuers({ ...issuer, claims: { scopes: ['scp'] } }),
      'identity.dataStores[0].issuers[0].claims has the unknown member "scopes"',
    ],
  ])('%s', (_what, config, message) => {
    expect(() => checkConfig(config, 'config/x.json')).toThrow(message);
  });

  test('a secret, without repeating it', () => {
    const config = withStores({ introspection: { ...introspection, secret: 'the-secret' } });
    expect(() => checkConfig(config, 'config/x.json')).not.toThrow(/the-secret/);
  });

  test('every problem at once, a line each', () => {
    const wrong = withRoutes({ ...route, maxFiles: 0 }, { ...route, quietSeconds: 0 });
    expect(() => checkConfig(wrong, 'config/x.json')).toThrow(/routes\[0\]\.maxFiles.*\n.*quietSeconds/);
  });

  test('a private key, without repeating it', () => {
    const { jwksUri: _jwksUri, ...keyless } = issuer;
    const config = withIssuers({ ...keyless, jwks: { keys: [{ kty: 'EC', d: 'the-private-part' }] } });
    const check = (): unknown => checkConfig(config, 'config/x.json');
    expect(check).toThrow('identity.dataStores[0].issuers[0].jwks.keys[0].d is part of a private key');
    expect(check).not.toThrow(/the-private-part/);
  });
});

describe('what operators paste is taken', () => {
  test.each<[string, unknown]>([
    ['Ed25519', withIssuers({ ...issuer, algorithms: ['Ed25519', 'EdDSA'] })],
    [
      'refresh_token among the grants',
      withMetadata({ grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'] }),
    ],
    ['AD FS', withIssuers({ ...issuer, issuer: 'http://adfs.example/adfs/services/trust' })],
    ['a URN', withIssuers({ ...issuer, issuer: 'urn:example:as' })],
    ['a bare name', withIssuers({ ...issuer, issuer: 'accounts.example' })],
    ['an issuer with a query', withIssuers({ ...issuer, issuer: 'https://issuer.example/?tenant=1' })],
    ['a URN that introspects', withStores({ introspection: { ...introspection, issuer: 'urn:example:as' } })],
    ['paths of claims', withIssuers({ ...issuer, claims: { patient: ['ext.patient', 'patient'] } })],
  ])('%s', (_what, config) => {
    expect(() => checkConfig(config, 'config/x.json')).not.toThrow();
  });
});

describe('stage local alone', () => {
  test.each([
    { issuer: 'local', audience: ['inlet'] },
    { issuer: 'http://127.0.0.1:3000', audience: ['inlet'] },
    { issuer: 'http://localhost:3000/realm', clients: ['app'], jwksUri: 'http://localhost:3000/keys' },
  ])('may trust $issuer', (local) => {
    expect(() => checkConfig(withIssuers(local), 'config/local.json', 'local')).not.toThrow();
    expect(() => checkConfig(withIssuers(local), 'config/prod.json', 'prod')).toThrow('https');
  });

  test('trusts no http but on loopback', () => {
    const elsewhere = { issuer: 'http://127.0.0.1.evil.example', audience: ['inlet'] };
    expect(() => checkConfig(withIssuers(elsewhere), 'config/local.json', 'local')).toThrow('loopback');
  });
});
