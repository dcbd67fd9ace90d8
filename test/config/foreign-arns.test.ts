import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../config/check-config.ts';
import { foreignArns } from '../../config/foreign-arns.ts';

const STORE = '0123456789abcdef0123456789abcdef';
const storeArn = (region: string, account: string) =>
  `arn:aws:healthlake:${region}:${account}:datastore/fhir/${STORE}`;
const routesWith = (...routes: object[]) =>
  checkConfig(
    {
      routes: [{}, ...routes].map((route, index) => ({
        name: `r${index}`,
        prefix: index === 0 ? '' : `r${index}/`,
        validationLevel: 'structure-only',
        ...route,
      })),
    },
    'config/x.json',
  ).routes;
const OWN = { region: 'us-east-1', accountId: '111122223333' };
const foreign = (route: object, stage: Parameters<typeof foreignArns>[1] = OWN) =>
  foreignArns(routesWith(route), stage).map(({ path, rule }) => `${path} ${rule.split(':')[0] ?? ''}`);

describe('what a route names elsewhere is refused:', () => {
  test.each([
    [
      'a data store of another Region',
      { dataStore: storeArn('eu-west-2', '111122223333') },
      ['dataStore Region us-east-1'],
    ],
    [
      'a data store of another account',
      { dataStore: storeArn('us-east-1', '444455556666') },
      ['dataStore account 111122223333'],
    ],
    [
      'a data store of both',
      { dataStore: storeArn('eu-west-2', '444455556666') },
      ['dataStore Region us-east-1', 'dataStore account 111122223333'],
    ],
    [
      'a role of another account',
      { dataAccessRoleArn: 'arn:aws:iam::444455556666:role/r' },
      ['dataAccessRoleArn account 111122223333'],
    ],
    [
      'a key of another Region',
      { kmsKeyId: 'arn:aws:kms:eu-west-2:111122223333:key/k' },
      ['kmsKeyId Region us-east-1'],
    ],
  ])('%s', (_what, route, expected) => {
    expect(foreign(route)).toEqual(
      expected.map((text) => {
        const [member, part, value] = text.split(' ');
        return `routes[1].${member ?? ''} must be of the ${part ?? ''} that the stage is deployed to, ${value ?? ''}`;
      }),
    );
  });

  test.each([
    ['the stage’s own place', { dataStore: storeArn('us-east-1', '111122223333') }],
    ['an id', { dataStore: STORE }],
    ['a name', { dataStore: 'arnold: the store' }],
    ['a key of another account', { kmsKeyId: 'arn:aws:kms:us-east-1:444455556666:key/k' }],
  ])('but not %s', (_what, route) => {
    expect(foreign(route)).toEqual([]);
  });

  test('the account only once it is known', () => {
    expect(foreign({ dataStore: storeArn('us-east-1', '444455556666') }, { region: 'us-east-1' })).toEqual(
      [],
    );
  });
});

test('data stores of two places cannot both be the stage’s, whichever that is', () => {
  const ofOne = { dataStore: storeArn('us-east-1', '111122223333') };
  expect(() => routesWith(ofOne, { dataStore: storeArn('us-east-1', '444455556666') })).toThrow(
    /routes\[2\].dataStore is .* must be in one Region and account with routes\[1\].dataStore/,
  );
  expect(routesWith(ofOne, { dataStore: STORE }, ofOne)).toHaveLength(4);
});
