import type { Json } from '../json.ts';
import type { Role } from '../stack.ts';
import { awsManagedPolicy } from './aws-managed-policies.ts';
import { parseIdentityPolicy, parsePolicy } from './policy.ts';

/** A role that no template declares, by its documents. */
export interface RoleDocuments {
  name: string;
  arn: string;
  trust: Json;
  /** Its own policies. */
  inline: readonly Json[];
  /** ARNs of policies that AWS keeps. */
  managed: readonly string[];
}

/** The role that these documents make. @throws TemplateError for one that is none, and for a managed policy that is not known here */
export const roleOfDocuments = ({ name, arn, trust, inline, managed }: RoleDocuments): Role => ({
  logicalId: name,
  name,
  arn,
  trust: parsePolicy(trust),
  statements: [...inline.flatMap(parseIdentityPolicy), ...managed.flatMap(awsManagedPolicy)],
});
