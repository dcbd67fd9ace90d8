import type { RoleRule } from '../../config/index.ts';
import type { AccessToken } from './tokens/access-token.ts';
import type { ResourceScope } from './scopes.ts';

/** A rule whose role is known by its ARN. */
export interface Role extends Omit<RoleRule, 'roleName'> {
  roleArn: string;
}

/** A condition of a rule: what it weighs beside others, and whether a token meets it. */
interface Condition {
  /** A power of two each, so that what counts more outweighs all that counts less. */
  weight: number;
  isSet: (rule: Role) => boolean;
  isMet: (rule: Role, token: AccessToken, scopes: readonly ResourceScope[]) => boolean;
}

const CONDITIONS: readonly Condition[] = [
  {
    weight: 1,
    isSet: ({ issuer }) => issuer !== undefined,
    isMet: ({ issuer }, token) => issuer === token.issuer,
  },
  {
    weight: 2,
    isSet: ({ clientId }) => clientId !== undefined,
    isMet: ({ clientId }, token) => clientId === token.clientId,
  },
  {
    weight: 4,
    isSet: ({ scope }) => scope !== undefined,
    isMet: ({ scope = '' }, _token, scopes) => scopes.some((granted) => isOf(granted, scope)),
  },
  {
    weight: 8,
    isSet: ({ claim }) => claim !== undefined,
    isMet: ({ claim }, { claims }) =>
      claim !== undefined && Object.hasOwn(claims, claim.name) && holds(claims[claim.name], claim.value),
  },
];

/**
 * The role of the narrowest rule that a token meets in full; among equals the first. undefined where it meets no rule.
 *
 * @param scopes those that count
 */
export function selectRole(
  roles: readonly Role[],
  token: AccessToken,
  scopes: readonly ResourceScope[],
): string | undefined {
  let narrowest: { roleArn: string; weight: number } | undefined;
  for (const rule of roles) {
    const set = CONDITIONS.filter(({ isSet }) => isSet(rule));
    if (!set.every(({ isMet }) => isMet(rule, token, scopes))) continue;
    const weight = set.reduce((sum, condition) => sum + condition.weight, 0);
    if (!narrowest || weight > narrowest.weight) narrowest = { roleArn: rule.roleArn, weight };
  }
  return narrowest?.roleArn;
}

/** A scope in full, or the context alone: `patient/`. */
const isOf = ({ scope, context }: ResourceScope, wanted: string): boolean =>
  wanted === scope || wanted === `${context}/`;

const holds = (claim: unknown, value: string): boolean =>
  Array.isArray(claim) ? claim.includes(value) : claim === value;
