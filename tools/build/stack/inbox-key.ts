import { InvalidParameter } from './invalid-parameter.ts';
import type { Template, TemplateResource } from './adopt-existing.ts';

/** By role, what it does with the key that dropped files are encrypted with. HealthLake asks for more than it needs to read. */
const USES: Readonly<Record<string, readonly string[]>> = {
  RecordArrivalsRole: ['kms:Decrypt'],
  StartImportsRole: ['kms:Decrypt'],
  DataAccessRole: ['kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Decrypt'],
};

const KEY_ARN = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

/**
 * Grants the use of the key of an inbox that the stack does not make, where it is another one than the stage's.
 * @param keyArn empty where there is none
 * @throws InvalidParameter
 */
export function withInboxKey(template: Template, keyArn: string): Template {
  if (keyArn === '') return template;
  if (!KEY_ARN.test(keyArn))
    throw new InvalidParameter(
      `inboxKeyArn is ${JSON.stringify(keyArn)}, but must be the ARN of a key (not of an alias)`,
      {
        actual: keyArn,
        expected: 'arn:aws:kms:<region>:<account>:key/<id>',
      },
    );
  const granted = Object.entries(USES).map(([id, actions]): [string, TemplateResource] => {
    const role = template.Resources[id];
    if (!role) throw new Error(`The template has no ${id}`);
    const policies = (role.Properties?.Policies ?? []) as unknown[];
    const policy = {
      PolicyName: 'inbox-key',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: actions, Resource: keyArn }],
      },
    };
    return [id, { ...role, Properties: { ...role.Properties, Policies: [...policies, policy] } }];
  });
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(granted) } };
}
