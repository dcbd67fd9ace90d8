/** One statement of a policy document; every element in list form (IAM user guide, JSON policy elements). */
export interface Statement {
  sid?: string;
  effect: 'Allow' | 'Deny';
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  /** By kind: `Service`, `AWS`, `Federated`; everybody is `AWS: *`. */
  principals?: Record<string, string[]>;
  /** Operator, condition key, values. */
  conditions: Record<string, Record<string, string[]>>;
}
