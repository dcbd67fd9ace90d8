import type { JsonObject } from '../ground/index.ts';
import { isJsonObject } from '../ground/index.ts';
import type { Role, Stack } from '../cloudformation/index.ts';
import type { RuntimeRole } from './runtime-roles.ts';

/** A role with what the template says of it, as IAM lists it. */
export interface DescribedRole extends Role {
  path: string;
  trustDocument: unknown;
  description?: string;
  maxSessionSeconds: number;
  /** Inline policies by name: the role's own, and those that other resources attach to it. */
  inline: ReadonlyMap<string, unknown>;
  /** ARNs of managed policies. */
  managed: readonly string[];
  /** Of one that a caller made: cloud time, epoch milliseconds. */
  createdMs?: number;
}

const INLINE_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy'];
const HOUR_SECONDS = 3600;

/** The roles of a stack. */
export function describedRoles({ roles, resources }: Stack): DescribedRole[] {
  return roles.map((role) => {
    const properties = resources.find(({ logicalId }) => logicalId === role.logicalId)?.properties ?? {};
    const isAttached = (policy: JsonObject): boolean =>
      policy.RoleName === role.name || listOf(policy.Roles).includes(role.name);
    const attached = resources.filter((resource) => isAttached(resource.properties));
    const inline = [
      ...listOf(properties.Policies).filter(isJsonObject),
      ...attached.filter(({ type }) => INLINE_TYPES.includes(type)).map((resource) => resource.properties),
    ];
    return {
      ...role,
      path: /:role(\/.*)?\/[^/]*$/.exec(role.arn)?.[1]?.concat('/') ?? '/',
      trustDocument: properties.AssumeRolePolicyDocument,
      ...(typeof properties.Description === 'string' && { description: properties.Description }),
      maxSessionSeconds: Number(properties.MaxSessionDuration ?? HOUR_SECONDS),
      inline: new Map(inline.map((policy) => [String(policy.PolicyName), policy.PolicyDocument])),
      managed: [
        ...listOf(properties.ManagedPolicyArns).map(String),
        ...attached
          .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
          .map(({ physicalId }) => physicalId),
      ],
    };
  });
}

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** A role that a caller made. */
export const describedRole = (
  { path, trust, description, maxSessionSeconds, inline, managed, createdMs }: RuntimeRole,
  role: Role | undefined,
): DescribedRole | undefined =>
  role && {
    ...role,
    path,
    trustDocument: trust,
    ...(description !== undefined && { description }),
    maxSessionSeconds,
    inline: new Map(Object.entries(inline)),
    managed,
    createdMs,
  };
