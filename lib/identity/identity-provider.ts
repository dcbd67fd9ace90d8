import type { AccessToken } from './tokens/access-token.ts';
import { allowance } from './allowance.ts';
import type { Allowance, IdentityRequest, Refusal } from './healthlake-contract.ts';
import { identityRequest } from './healthlake-contract.ts';
import { checkOperation } from './operations.ts';
import type { IdentityDeps } from './identity-deps.ts';
import type { RefusalCode } from './refusal.ts';
import { TokenRefused } from './refusal.ts';
import { selectRole } from './roles.ts';
import type { ReadScopes } from './scopes.ts';
import { readScopes } from './scopes.ts';
import type { IdentitySettings, SmartStore } from './settings.ts';
import { storeOf } from './settings.ts';
import { patientId } from './tokens/patient-id.ts';
import { createTokenVerifier } from './tokens/token-verifier.ts';
import { withDeadline } from './with-deadline.ts';

/** What may be logged of a decision: names from the configuration, codes and counts, nothing of the token. */
export interface DecisionRecord {
  outcome: 'allowed' | 'refused';
  operation: string | null;
  /** The configured data store that applied: its id, or `own` for the stage's own. */
  dataStore: string | null;
  /** The configured issuer that applied. */
  issuer: string | null;
  /** The configured client that applied, where clients are configured. */
  client: string | null;
  code: RefusalCode | null;
  /** Name of the claim at fault. */
  claim: string | null;
  /** How many scopes counted for nothing, by why. */
  droppedScopes: ReadScopes['dropped'];
}

export interface IdentityProvider {
  /** Begins to fetch keys and secrets. Never rejects. */
  preload(): Promise<void>;
  /** Decides on one request within a second. Never rejects. */
  decide(event: unknown): Promise<{ answer: Allowance | Refusal; record: DecisionRecord }>;
}

const NOTHING_YET: DecisionRecord = {
  outcome: 'refused',
  operation: null,
  dataStore: null,
  issuer: null,
  client: null,
  code: null,
  claim: null,
  droppedScopes: {},
};

export function createIdentityProvider(settings: IdentitySettings, deps: IdentityDeps): IdentityProvider {
  const { now } = deps;
  const { decisionMs } = settings.limits;
  const verifier = createTokenVerifier(settings, deps);

  const allow = async (event: unknown, record: DecisionRecord): Promise<Allowance> => {
    const request = identityRequest(event);
    record.operation = request.operationName;
    const store = storeOf(settings, request.datastoreId);
    if (!store) throw new TokenRefused('data-store-unknown');
    record.dataStore = store.datastoreId ?? 'own';
    const token = await verifier.verify(store, request.bearerToken, (applied) =>
      Object.assign(record, applied),
    );
    return granted(request, store, token, record, now());
  };

  return {
    preload: () => verifier.preload(),
    async decide(event) {
      const record = { ...NOTHING_YET };
      try {
        const answer = await withDeadline(decisionMs, allow(event, record));
        return { answer, record: { ...record, outcome: 'allowed' } };
      } catch (error) {
        const { code, claim } = error instanceof TokenRefused ? error : new TokenRefused('internal');
        return { answer: { authPayload: { isAuthorized: false } }, record: { ...record, code, claim } };
      }
    },
  };
}

/** What a valid token may do: by its scopes as far as the store honours them, and under which role. */
function granted(
  request: IdentityRequest,
  { abilities, operations, roles }: SmartStore,
  { patient: context = '', ...rest }: AccessToken,
  record: DecisionRecord,
  now: number,
): Allowance {
  const token = { ...rest, patient: patientId(context, request.datastoreEndpoint) };
  const scopes = readScopes(token.scope, abilities, token.patient !== undefined);
  record.droppedScopes = scopes.dropped;
  if (scopes.resource.length === 0) throw new TokenRefused('scope-missing', 'scope');
  const verdict = checkOperation(request.operationName, scopes.resource, operations);
  if (verdict === 'unknown') throw new TokenRefused('operation-unknown');
  if (verdict === 'insufficient') throw new TokenRefused('scope-insufficient', 'scope');
  const roleArn = selectRole(roles, token, scopes.resource);
  if (roleArn === undefined) throw new TokenRefused('role-missing');
  return allowance(request, token, scopes, roleArn, now);
}
