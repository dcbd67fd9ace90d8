import type { AccessToken, TokenRules } from './tokens/access-token.ts';
import { readAccessToken } from './tokens/access-token.ts';
import { checkOperation, KNOWN_OPERATIONS } from './operations.ts';
import { TokenRefused } from './refusal.ts';
import { selectRole } from './roles.ts';
import type { ReadScopes } from './scopes.ts';
import { readScopes } from './scopes.ts';
import type { SmartStore } from './settings.ts';
import { configuredKeys } from './keys/signing-keys.ts';
import type { UnverifiedJwt } from './tokens/token-form.ts';
import { formOf } from './tokens/token-form.ts';
import { checkJwtKind } from './tokens/token-kind.ts';
import { verifyJwt } from './tokens/verify-jwt.ts';

/** The steps of a decision, in their order. */
const STEPS = ['form', 'issuer', 'signature', 'kind', 'claims', 'scopes', 'operations', 'role'] as const;

/** One step of a decision. */
export interface ExplainedStep {
  step: (typeof STEPS)[number];
  /** `unknown`: what only the issuer knows. */
  outcome: 'good' | 'refused' | 'unknown';
  /** For the holder of the token: it may quote the token. A refusal begins with its code. */
  text: string;
}

/** What a step found: a text where it is good. */
type Found = string | { unknown: string };

/**
 * Explains step by step, without any request, how the identity provider would decide on a token for a data store. For
 * people who hold the token. The steps end at the first refusal, as the decision does.
 *
 * @param now epoch milliseconds
 */
export async function explainToken(token: string, store: SmartStore, now: number): Promise<ExplainedStep[]> {
  const steps: ExplainedStep[] = [];
  const next = (): ExplainedStep['step'] => STEPS[steps.length] ?? 'role';
  try {
    for await (const found of checked(token, store, now))
      steps.push(
        typeof found === 'string'
          ? { step: next(), outcome: 'good', text: found }
          : { step: next(), outcome: 'unknown', text: found.unknown },
      );
  } catch (error) {
    const { code, claim } = error instanceof TokenRefused ? error : new TokenRefused('internal');
    steps.push({ step: next(), outcome: 'refused', text: claim === null ? code : `${code}: ${claim}` });
  }
  return steps;
}

/** One for each of STEPS. @throws TokenRefused */
async function* checked(token: string, store: SmartStore, now: number): AsyncGenerator<Found> {
  const form = formOf(token);
  if (form.kind === 'opaque') {
    if (!store.introspection) throw new TokenRefused('token-malformed');
    yield 'an opaque token';
    yield { unknown: `${store.introspection.endpoint} would be asked; only it knows what the token says` };
    return;
  }
  yield 'a JWT';
  const rules = rulesFor(form, store);
  yield rules.issuer;
  yield await signatureOf(form, rules, now);
  checkJwtKind(form.header, form.claims);
  yield 'an access token that whoever bears it may use';
  const accessToken = readAccessToken(form.claims, rules.issuer, rules, now);
  yield whatItSays(accessToken);
  const scopes = readScopes(accessToken.scope, store.abilities, accessToken.patient !== undefined);
  yield whatCounts(scopes);
  yield grantedBy(scopes, store).join(', ') || 'none';
  const role = selectRole(store.roles, accessToken, scopes.resource);
  if (role === undefined) throw new TokenRefused('role-missing');
  yield role;
}

interface IssuerRules extends TokenRules {
  issuer: string;
  /** Undefined where the issuer is asked by introspection. */
  verified: SmartStore['issuers'][number] | undefined;
}

function rulesFor({ claims: { iss } }: UnverifiedJwt, { issuers, introspection }: SmartStore): IssuerRules {
  const verified = issuers.find(({ issuer }) => issuer === iss);
  if (verified) return { ...verified, verified };
  if (introspection && introspection.issuer === iss) return { ...introspection, verified };
  throw new TokenRefused('issuer-unknown', 'iss');
}

async function signatureOf(form: UnverifiedJwt, { verified }: IssuerRules, now: number): Promise<Found> {
  if (!verified) return { unknown: 'the authorization server would be asked whether the token is active' };
  const { alg, kid } = form.header;
  if (typeof alg !== 'string') throw new TokenRefused('token-malformed');
  if (!verified.algorithms.some((allowed) => allowed === alg)) throw new TokenRefused('algorithm-refused');
  if (verified.jwks) {
    await verifyJwt(form, verified, configuredKeys(verified.jwks), now);
    return `${alg}, verified with the configured keys`;
  }
  const key = typeof kid === 'string' ? `key ${kid}` : 'a key';
  return { unknown: `${alg} with ${key}; not verified, since the issuer's keys would have to be fetched` };
}

const whatItSays = ({ clientId, patient, fhirUser, exp }: AccessToken): string =>
  [
    ...(clientId === undefined ? [] : [`client ${clientId}`]),
    ...(patient === undefined ? [] : [`patient ${patient}`]),
    ...(fhirUser === undefined ? [] : [`fhirUser ${fhirUser}`]),
    `good until ${new Date(exp * 1000).toISOString()}`,
  ].join(', ');

function whatCounts({ resource, others, dropped }: ReadScopes): string {
  const reasons = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const why = reasons.length > 0 ? `dropped: ${reasons.join(', ')}` : '';
  if (resource.length === 0) throw new TokenRefused('scope-missing', why || 'scope');
  const beside = others.length > 0 ? `beside: ${others.join(' ')}` : '';
  return [resource.map(({ scope }) => scope).join(' '), beside, why].filter(Boolean).join('; ');
}

const grantedBy = ({ resource }: ReadScopes, { operations }: SmartStore): string[] =>
  [...KNOWN_OPERATIONS, ...Object.keys(operations)].filter(
    (name) => checkOperation(name, resource, operations) === 'granted',
  );
