import type { FetchJson } from './fetch-json.ts';
import type { AwsCredentials } from './sign-request.ts';

/** Where a kind of secret is kept: how it is asked for, and where in the answer it is. */
interface Keeper {
  target: string;
  request: (arn: string) => object;
  secretIn: (answer: Answer) => unknown;
}

interface Answer {
  SecretString?: unknown;
  Parameter?: { Value?: unknown };
}

/** Secrets Manager API reference, GetSecretValue; Systems Manager API reference, GetParameter. */
const KEEPERS: Readonly<Record<string, Keeper>> = {
  secretsmanager: {
    target: 'secretsmanager.GetSecretValue',
    request: (SecretId) => ({ SecretId }),
    secretIn: ({ SecretString }) => SecretString,
  },
  ssm: {
    target: 'AmazonSSM.GetParameter',
    request: (Name) => ({ Name, WithDecryption: true }),
    secretIn: ({ Parameter }) => Parameter?.Value,
  },
};

/**
 * Reads the secret of a client from Secrets Manager or SSM, by its ARN: one bounded attempt.
 *
 * @param endpointOf where a service is instead of at AWS's own endpoint, if anywhere
 * @param now epoch milliseconds
 * @throws Error without anything of the answer
 */
export async function readClientSecret(
  arn: string,
  {
    fetchJson,
    credentials,
    endpointOf,
    now,
  }: {
    fetchJson: FetchJson;
    credentials: AwsCredentials;
    endpointOf: (service: string) => string | undefined;
    now: () => number;
  },
): Promise<string> {
  const [, partition, service = '', region = ''] = arn.split(':');
  const keeper = KEEPERS[service];
  if (!keeper) throw new Error(`No secret is read from ${service}`);
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  // Loaded here, so that a stage without introspection starts without Node's crypto.
  const { signedHeaders } = await import('./sign-request.ts');
  const url = new URL(endpointOf(service) ?? `https://${service}.${region}.${suffix}`);
  const body = JSON.stringify(keeper.request(arn));
  const request = { host: url.host, service, region, target: keeper.target, body };
  const answer = await fetchJson(`${url.origin}/`, {
    headers: signedHeaders(request, credentials, now()),
    body,
  });
  return clientSecretIn(keeper.secretIn(Object(answer) as Answer));
}

/** The plain text, or the member `client_secret` of a JSON object: the two usual forms. */
function clientSecretIn(stored: unknown): string {
  if (typeof stored !== 'string' || stored === '') throw new Error('The secret is empty or no text');
  if (!stored.trimStart().startsWith('{')) return stored;
  const { client_secret: secret } = JSON.parse(stored) as { client_secret?: unknown };
  if (typeof secret !== 'string' || secret === '')
    throw new Error('The secret is JSON without a member "client_secret"');
  return secret;
}
