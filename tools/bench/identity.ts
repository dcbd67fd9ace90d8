import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Called } from './first-call.ts';
import { firstCall } from './first-call.ts';
import { identityBundles } from './identity-bundles.ts';
import { inFolder } from './in-folder.ts';
import { interleaved } from './interleaved.ts';
import { report } from './report.ts';
import { warmAnswers } from './warm-answers.ts';

const ROUNDS = 41;
const WARM_ROUNDS = 5;

/** Start to first answer at most so many times the empty handler's, with keys at hand (docs/smart-on-fhir.md). */
const TARGET = 1.6;

const AUDIENCE = 'inlet-bench';
const ENVIRONMENT = {
  STAGE: 'local',
  SMART_ROLE_ARN: 'arn:aws:iam::000000000000:role/bench',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

/**
 * How long the identity provider takes from a process's start to its first answer, beside an empty handler and beside one
 * that loads a single AWS SDK client, in the same run; and its warm answers beside a bare check of the same signature.
 */
export async function identitySpeed(): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const published = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configured = 'https://issuer.example';
  try {
    await inFolder(async (folder) => {
      const rules = { audience: [AUDIENCE], algorithms: ['RS256'] };
      const bundles = await identityBundles(folder, [
        { issuer: configured, jwks: { keys: [jwk] }, ...rules },
        { issuer: published, jwksUri: `${published}/keys`, ...rules },
      ]);
      const alone = await identityBundles(`${folder}/alone`, [
        { issuer: configured, jwks: { keys: [jwk] }, ...rules },
      ]);
      const bundled = bundles.get('identity-provider');
      const provider = alone.get('identity-provider')?.file ?? '';
      const token = await tokenOf(privateKey, configured);
      await measureStart({
        empty: called(alone.get('empty')?.file),
        'one AWS SDK client, no answer asked of it': called(alone.get('one-sdk-client')?.file),
        'identity-provider, keys in its configuration': called(provider, token),
        'identity-provider, keys fetched from loopback': called(
          bundled?.file,
          await tokenOf(privateKey, published),
        ),
      });
      console.log(`\n  bundle: ${Math.round((bundled?.bytes ?? NaN) / 1000)} kB`);
      await measureWarm(provider, token, jwk);
    });
  } finally {
    server.close();
  }
}

/** Checks what it measures: a refusal would be quicker. */
async function measureStart(all: Readonly<Record<string, Called>>): Promise<void> {
  const answered = await interleaved(
    ROUNDS,
    Object.fromEntries(
      Object.entries(all).map(([name, one]) => [
        name,
        async () => {
          const { answered: took, answer } = await firstCall(one);
          const { authPayload } = answer as { authPayload?: { isAuthorized: boolean } };
          if (name.startsWith('identity') && authPayload?.isAuthorized !== true)
            throw new Error(`${name} refused a good token`);
          return took;
        },
      ]),
    ),
  );
  const yardstick = answered.empty ?? NaN;
  report(
    `identity: process start to first answer; the target is ${TARGET} with keys at hand`,
    'an empty handler',
    Object.keys(all).map((name) => [name, (answered[name] ?? NaN) / yardstick]),
  );
}

async function measureWarm(file: string, token: string, jwk: JWK): Promise<void> {
  const seconds = await interleaved(WARM_ROUNDS, {
    bare: () => warmAnswers({ kind: 'verify', token, jwk }),
    provider: () => warmAnswers({ kind: 'handler', file, event: eventOf(token), environment: ENVIRONMENT }),
  });
  report('identity: warm answers, one after the other', 'crypto.verify of the same signature', [
    [
      `time of one answer, log line included (${Math.round(1 / seconds.provider)} a second)`,
      seconds.provider / seconds.bare,
    ],
  ]);
}

const called = (file = '', token = 'none'): Called => ({
  file,
  environment: ENVIRONMENT,
  event: () => eventOf(token),
});

const eventOf = (bearerToken: string) => ({
  datastoreEndpoint: `https://healthlake.us-east-1.amazonaws.com/datastore/${'0'.repeat(32)}/r4/`,
  operationName: 'ReadResource',
  bearerToken,
});

const tokenOf = (key: CryptoKey, issuer: string): Promise<string> =>
  new SignJWT({ scope: 'system/*.rs', client_id: 'bench' })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject('bench')
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(key);
