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
const withIssuers = (...issuers: object[]): unknown => ({ routes: [route], identity: { issuers } });

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
      routes: [
        {
          ...route,
          outputPrefix: 'imports',
          quietSeconds: 60,
          maxAgeSeconds: 900,
          maxFiles: 100_000,
          maxBytes: 500e9,
          toleratedNames: expect.arrayContaining(['_SUCCESS', '_manifest.json', 'LICENSE', '.DS_Store']),
        },
      ],
      giveUpAfterSeconds: 900,
      identity: { issuers: [] },
    });
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
    expect(() => loadStageConfig('nowhere')).toThrow(/needs the file config\/nowhere\.json/);
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
      'an issuer without https',
      withIssuers({ ...issuer, issuer: 'http://issuer.example' }),
      'identity.issuers[0].issuer is "http://issuer.example", but must match pattern',
    ],
    [
      'an issuer with both kinds of keys',
      withIssuers({ ...issuer, jwks: { keys: [{ kty: 'EC' }] } }),
      'identity.issuers[0] must have either "jwksUri" or "jwks"',
    ],
    [
      'a symmetric algorithm',
      withIssuers({ ...issuer, algorithms: ['HS256'] }),
      'identity.issuers[0].algorithms[0] is "HS256", but must be one of RS256',
    ],
    [
      'an issuer named twice',
      withIssuers(issuer, issuer),
      'identity.issuers[1].issuer is "https://issuer.example", but must not repeat identity.issuers[0].issuer',
    ],
  ])('%s', (_what, config, message) => {
    expect(() => checkConfig(config, 'config/x.json')).toThrow(message);
  });

  test('every problem at once, a line each', () => {
    const wrong = withRoutes({ ...route, maxFiles: 0 }, { ...route, quietSeconds: 0 });
    expect(() => checkConfig(wrong, 'config/x.json')).toThrow(/routes\[0\]\.maxFiles.*\n.*quietSeconds/);
  });

  test('a private key, without repeating it', () => {
    const { jwksUri: _jwksUri, ...keyless } = issuer;
    const config = withIssuers({ ...keyless, jwks: { keys: [{ kty: 'EC', d: 'the-private-part' }] } });
    const check = (): unknown => checkConfig(config, 'config/x.json');
    expect(check).toThrow('identity.issuers[0].jwks.keys[0].d is part of a private key');
    expect(check).not.toThrow(/the-private-part/);
  });
});
