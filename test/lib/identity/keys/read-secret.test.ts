import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { FetchOptions } from '../../../../lib/identity/keys/fetch-json.ts';
import { readClientSecret } from '../../../../lib/identity/keys/read-secret.ts';
import { signatureFault } from '../../../../local/http/signature/verify.ts';
import { NOW } from '../issuer.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:inlet-AbCdEf';
const PARAMETER_ARN = 'arn:aws:ssm:us-east-1:111122223333:parameter/inlet/secret';
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI',
  sessionToken: 'session-1',
};

/** What is sent for an ARN, and what comes of an answer. */
async function read(arn: string, answer: unknown, { sessionToken = true } = {}) {
  const sent: { url: string; options: FetchOptions }[] = [];
  const secret = await readClientSecret(arn, {
    fetchJson: (url, options = {}) => {
      sent.push({ url, options });
      return Promise.resolve(answer);
    },
    credentials: sessionToken ? credentials : { ...credentials, sessionToken: undefined },
    endpointOf: () => undefined,
    now: () => NOW,
  });
  return { secret, url: sent[0]?.url, options: sent[0]?.options ?? {} };
}

const SECRETS_MANAGER = { SecretString: 'plain-secret' };
const SYSTEMS_MANAGER = { Parameter: { Value: 'plain-secret' } };

describe('the secret of an introspecting client', () => {
  test.each([
    ['Secrets Manager', SECRET_ARN, SECRETS_MANAGER, 'https://secretsmanager.eu-west-1.amazonaws.com/'],
    ['SSM', PARAMETER_ARN, SYSTEMS_MANAGER, 'https://ssm.us-east-1.amazonaws.com/'],
  ])('is read from %s', async (_, arn, answer, url) => {
    expect(await read(arn, answer)).toMatchObject({ secret: 'plain-secret', url });
  });

  test('is asked for in the form of each service', async () => {
    expect((await read(SECRET_ARN, SECRETS_MANAGER)).options).toMatchObject({
      body: JSON.stringify({ SecretId: SECRET_ARN }),
      headers: {
        'x-amz-target': 'secretsmanager.GetSecretValue',
        'content-type': 'application/x-amz-json-1.1',
      },
    });
    expect((await read(PARAMETER_ARN, SYSTEMS_MANAGER)).options).toMatchObject({
      body: JSON.stringify({ Name: PARAMETER_ARN, WithDecryption: true }),
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
    });
  });

  test.each([true, false])(
    'is asked for with a signature that stands (session token: %s)',
    async (sessionToken) => {
      const { options } = await read(SECRET_ARN, SECRETS_MANAGER, { sessionToken });
      const request = {
        method: 'POST',
        url: '/',
        headers: options.headers as Record<string, string>,
        payloadHash: createHash('sha256')
          .update(options.body ?? '')
          .digest('hex'),
      };
      const rules = {
        region: 'eu-west-1',
        service: 'secretsmanager',
        secretOf: () => credentials.secretAccessKey,
        now: NOW,
      };
      expect(signatureFault(request, rules)).toBeUndefined();
      expect(signatureFault({ ...request, payloadHash: '0'.repeat(64) }, rules)).toMatchObject({
        kind: 'mismatch',
      });
      expect(request.headers).toMatchObject(sessionToken ? { 'x-amz-security-token': 'session-1' } : {});
    },
  );

  test('may be JSON with a member client_secret', async () => {
    const stored = JSON.stringify({ client_id: 'inlet', client_secret: 'inner-secret' });
    expect(await read(SECRET_ARN, { SecretString: stored })).toMatchObject({ secret: 'inner-secret' });
  });

  test.each([
    ['empty', { SecretString: '' }],
    ['binary', { SecretBinary: 'c2VjcmV0' }],
    ['JSON without client_secret', { SecretString: '{"password":"inner-secret"}' }],
    ['JSON whose client_secret is no text', { SecretString: '{"client_secret":7}' }],
    ['not there', null],
  ])('that is %s is an error that does not repeat it', async (_, answer) => {
    const failure = await read(SECRET_ARN, answer).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain('inner-secret');
  });
});
