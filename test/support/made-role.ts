/** The documents of a role that services may assume and that may do everything, as CreateRole and PutRolePolicy take them. */
export const trustOf = (...services: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' },
  });
export const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** Makes such a role by the AWS CLI. */
export async function makeRole(
  aws: (...args: string[]) => Promise<unknown>,
  name: string,
  ...services: readonly string[]
): Promise<void> {
  const trust = trustOf(...services);
  await aws('iam', 'create-role', '--role-name', name, '--assume-role-policy-document', trust);
  const policy = ['--role-name', name, '--policy-name', 'everything', '--policy-document', EVERYTHING];
  await aws('iam', 'put-role-policy', ...policy);
}
