import type { Packaged, Properties } from './packaged.ts';

/** A statement of a role's policy, its actions and resources as lists. */
export interface Statement {
  role: string;
  actions: string[];
  resources: unknown[];
  condition: Properties | undefined;
}

interface PolicyDocument {
  Statement: { Action: string | string[]; Resource: unknown; Condition?: Properties }[];
}

/** Every statement of every role, or of one. */
export const statementsOf = ({ ofType }: Packaged, role?: string): Statement[] =>
  ofType('AWS::IAM::Role')
    .filter(([logicalId]) => role === undefined || logicalId === role)
    .flatMap(([logicalId, { Policies }]) =>
      (Policies as { PolicyDocument: PolicyDocument }[]).flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.map(({ Action, Resource, Condition }) => ({
          role: logicalId,
          actions: [Action].flat(),
          resources: [Resource].flat(),
          condition: Condition,
        })),
      ),
    );
