import type { Statement } from './statement.ts';

/** The document of these statements, as it is shown to who asks for a resource's policy; every element is a list. */
export const policyDocument = (statements: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map(
    ({ sid, effect, principals, actions, notActions, resources, notResources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      Principal: principals,
      Action: actions,
      NotAction: notActions,
      Resource: resources,
      NotResource: notResources,
      Condition: Object.keys(conditions).length > 0 ? conditions : undefined,
    }),
  ),
});
