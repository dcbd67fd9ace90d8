import type { Template, TemplateResource } from '../adopt-existing.ts';

/**
 * The template with one more policy in the roles of its functions.
 * @param policyOf of a function, by its logical id; undefined for none
 */
export function withRolePolicies(
  template: Template,
  policyOf: (id: string, lambda: TemplateResource) => object | undefined,
): Template {
  const { Resources } = template;
  const granted = Object.entries(Resources).flatMap(([id, lambda]): [string, TemplateResource][] => {
    const policy = lambda.Type === 'AWS::Lambda::Function' ? policyOf(id, lambda) : undefined;
    if (!policy) return [];
    const roleId = roleOf(lambda.Properties?.Role);
    const role = Resources[roleId];
    if (!role) throw new Error(`The template has no role ${roleId}`);
    const policies = (role.Properties?.Policies ?? []) as unknown[];
    return [[roleId, { ...role, Properties: { ...role.Properties, Policies: [...policies, policy] } }]];
  });
  return { ...template, Resources: { ...Resources, ...Object.fromEntries(granted) } };
}

/** The framework writes a role as `{ "Fn::Sub": "${TheRole.Arn}" }` or by Fn::GetAtt. */
const roleOf = (value: unknown): string => /[A-Z]\w*Role\b/.exec(JSON.stringify(value))?.[0] ?? '';
