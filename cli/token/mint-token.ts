import { loadStageConfig } from '../../config/index.ts';
import { TYPED, configFolder } from '../../tools/build/index.ts';
import { LOCAL_ISSUER_PATH, readScopes } from '../../lib/identity/index.ts';
import type { TokenRequest } from '../../local/token-issuer/index.ts';
import { UsageError } from '../../errors/index.ts';
import { localEndpoint } from '../stage/index.ts';

/**
 * Has the running local cloud mint a token that stage local's own data store takes.
 *
 * @param at the local cloud's endpoint; by itself that of the one that commands mean
 * @returns the token, and notes on scopes that will grant nothing
 * @throws UsageError where no local cloud answers, or `config/local.json` does not trust its issuer
 */
export async function mintToken(
  wanted: Omit<TokenRequest, 'audience' | 'clientId'>,
  at?: string,
): Promise<{ token: string; notes: string[] }> {
  const endpoint = at ?? (await localEndpoint());
  const response = await fetch(`${endpoint}${LOCAL_ISSUER_PATH}/token`, {
    method: 'POST',
    body: JSON.stringify({ ...wanted, ...audienceAndClient() }),
  }).catch((cause: unknown) => {
    throw new UsageError(
      `no local cloud answers at ${endpoint}: start one with \`${TYPED.start}\`, or set AWS_ENDPOINT_URL`,
      { actual: endpoint, expected: 'the endpoint of a running local cloud', cause },
    );
  });
  const answer = (await response.json().catch((cause: unknown) => {
    throw new UsageError(
      `what listens at ${endpoint} is no local cloud (its answer is no JSON, status ${response.status}): set AWS_ENDPOINT_URL to where one listens`,
      { actual: response.status, expected: 'JSON', cause },
    );
  })) as { access_token?: string; Message?: string };
  if (!response.ok || answer.access_token === undefined)
    throw new UsageError(`${endpoint} gave no token: ${answer.Message ?? response.status}`, {
      actual: response.status,
      expected: 200,
    });
  return { token: answer.access_token, notes: notesOn(wanted) };
}

const ownDataStore = () =>
  loadStageConfig('local', configFolder('local')).identity.dataStores.find(
    ({ dataStore }) => dataStore === undefined,
  );

/** The audience that stage local wants in its local issuer's tokens; undefined where it trusts none, or any audience. */
export const localAudience = (): string | undefined =>
  ownDataStore()?.issuers.find(({ issuer }) => issuer === 'local')?.audience?.[0];

/** The audience and client that stage local wants in its local issuer's tokens. */
function audienceAndClient(): Pick<TokenRequest, 'audience' | 'clientId'> {
  const own = ownDataStore();
  const issuer = own?.issuers.find((candidate) => candidate.issuer === 'local');
  if (!issuer)
    throw new UsageError(
      'config/local.json does not trust the local issuer: its own data store needs an issuer "local" (docs/configuration.md)',
      { actual: own?.issuers.map((candidate) => candidate.issuer) ?? [], expected: 'local' },
    );
  const [audience = 'inlet-local'] = issuer.audience ?? [];
  const [clientId] = issuer.clients ?? [];
  return { audience, ...(clientId !== undefined && { clientId }) };
}

/** A token may be minted to see it refused, so probable mistakes are noted and not refused. */
function notesOn({ scope, patient }: Pick<TokenRequest, 'scope' | 'patient'>): string[] {
  const { resource, dropped } = readScopes(scope, { v2: true, filters: true }, patient !== undefined);
  return [
    ...(dropped.malformed ? ['a scope is malformed and will grant nothing: see docs/smart-on-fhir.md'] : []),
    ...(dropped['without-patient'] ? ['patient/ scopes grant nothing without --patient'] : []),
    ...(resource.length === 0 ? ['no FHIR resource scope is left: this token will be refused'] : []),
  ];
}
