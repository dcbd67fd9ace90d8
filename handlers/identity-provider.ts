import { stageConfig } from '../config/stage.ts';
import { fetchSigningKeys } from '../lib/identity/fetch-signing-keys.ts';
import type { Allowance, Refusal } from '../lib/identity/healthlake-contract.ts';
import { createIdentityProvider } from '../lib/identity/identity-provider.ts';
import { identitySettings } from '../lib/identity/settings.ts';
import { readSettings } from './runtime/settings.ts';

/*
 * HealthLake waits one second for this function, cold start included. So there is no middleware, no SDK and
 * no logger library in its bundle, and the keys are on their way before the first token is here.
 */
const settings = identitySettings(readSettings('STAGE', 'SMART_ROLE_ARN'), stageConfig);
const identityProvider = createIdentityProvider(settings, fetchSigningKeys, Date.now);
void identityProvider.preload();

/** Answers whether the bearer of a token may call the data store, and in the name of which role. Never throws. */
export async function handler(
  event: unknown,
  context?: { awsRequestId?: string },
): Promise<Allowance | Refusal> {
  const { answer, record } = await identityProvider.decide(event);
  const line = {
    level: 'INFO',
    message: `token ${record.outcome}`,
    timestamp: new Date().toISOString(),
    service: 'identity-provider',
    stage: settings.stage,
    function_request_id: context?.awsRequestId,
    ...record,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return answer;
}
