import { stageConfig } from '../config/stage.ts';
import type { Allowance, Refusal } from '../lib/identity/index.ts';
import {
  createIdentityProvider,
  fetchWithin,
  identitySettings,
  readClientSecret,
} from '../lib/identity/index.ts';
import { readOptionalSettings, readSettings } from './runtime/settings.ts';
import { tokenMetrics } from './runtime/token-metrics.ts';

/*
 * HealthLake waits one second for this function, cold start included. So there is no middleware, no SDK and
 * no logger library in its bundle, and the keys are on their way before the first token is here.
 */
const settings = identitySettings(
  {
    ...readSettings('STAGE', 'SMART_ROLE_ARN'),
    ...readOptionalSettings('DATASTORE_ID', 'AWS_ENDPOINT_URL'),
  },
  stageConfig,
);
const fetchJson = fetchWithin(settings.limits.fetchMs);
const identityProvider = createIdentityProvider(settings, { fetchJson, readSecret, now: Date.now });
void identityProvider.preload();

const { POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE } = readOptionalSettings(
  'POWERTOOLS_METRICS_NAMESPACE',
);

/** Where the AWS SDK would look for another endpoint than AWS's own, by service. */
const ENDPOINT_VARIABLES: Readonly<Record<string, string>> = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  ssm: 'AWS_ENDPOINT_URL_SSM',
};

/** Reads the function's credentials when they are needed: Lambda may have renewed them. */
async function readSecret(arn: string): Promise<string> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = readSettings(
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  );
  const { AWS_SESSION_TOKEN: sessionToken } = readOptionalSettings('AWS_SESSION_TOKEN');
  return readClientSecret(arn, {
    fetchJson,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    endpointOf(service) {
      const own = ENDPOINT_VARIABLES[service] ?? '';
      const { [own]: ofService, AWS_ENDPOINT_URL } = readOptionalSettings(own, 'AWS_ENDPOINT_URL');
      return ofService ?? AWS_ENDPOINT_URL;
    },
    now: Date.now,
  });
}

/** Answers whether the bearer of a token may call the data store, and in the name of which role. Never throws. */
export async function handler(
  event: unknown,
  context?: { awsRequestId?: string },
): Promise<Allowance | Refusal> {
  const { answer, record } = await identityProvider.decide(event);
  const time = new Date();
  const line = {
    level: 'INFO',
    message: `token ${record.outcome}`,
    timestamp: time.toISOString(),
    service: 'identity-provider',
    stage: settings.stage,
    function_request_id: context?.awsRequestId,
    ...record,
    ...(METRICS_NAMESPACE !== undefined && tokenMetrics(record, METRICS_NAMESPACE, time.getTime())),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return answer;
}
