import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../package/identity.ts';
import { checkDataStores, createIdentityHandler } from '../../package/identity.ts';

const { publicKey, privateKey } = await generateKeyPair('RS256');
const ISSUER = 'https://login.example';
const AUDIENCE = 'https://fhir.example';
const roleArn = 'arn:aws:iam::111122223333:role/smart';
const endpoint = 'https://healthlake.us-east-1.amazonaws.com/datastore/0123456789abcdef0123456789abcdef/r4/';

const rules = async (issuer: object = {}) => ({
  authorization: {
    authorizationStrategy: 'SMART_ON_FHIR',
    fineGrainedAuthorization: false,
    metadata: {
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      grant_types_supported: ['client_credentials'],
      capabilities: ['permission-v2'],
      code_challenge_methods_supported: ['S256'],
    },
  },
  issuers: [
    {
      issuer: ISSUER,
      audience: [AUDIENCE],
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] },
      ...issuer,
    },
  ],
});
const token = (scope: string): Promise<string> =>
  new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('s')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);

test('a token that the rules trust is allowed what its scopes say, and nothing else', async () => {
  const decisions: DecisionRecord[] = [];
  const handler = createIdentityHandler({
    dataStores: await checkDataStores([await rules()]),
    roleArn,
    onDecision: (record) => decisions.push(record),
  });
  const ask = async (operationName: string) =>
    handler({
      datastoreEndpoint: endpoint,
      operationName,
      bearerToken: await token('system/Patient.r'),
    });
  expect(await ask('ReadResource')).toMatchObject({
    authPayload: { isAuthorized: true, scope: 'system/Patient.r' },
    iamRoleARN: roleArn,
  });
  expect(await ask('DeleteResource')).toEqual({ authPayload: { isAuthorized: false } });
  expect(decisions.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['allowed', null],
    ['refused', 'scope-insufficient'],
  ]);
});

test('rules that prove nothing are refused before a token comes', async () => {
  const given = [await rules({ algorithms: ['HS256'] })];
  await expect(checkDataStores(given)).rejects.toThrow('identity.dataStores[0].issuers[0].algorithms');
  const typo = [{ ...(await rules()), isuers: [] }];
  await expect(checkDataStores(typo)).rejects.toThrow('unknown member "isuers"');
  const dataStores = await checkDataStores([await rules()]);
  expect(() => createIdentityHandler({ dataStores, roleArn: 'smart' })).toThrow(
    'roleArn of createIdentityHandler must be the ARN of an IAM role',
  );
});
