import { createHash } from 'node:crypto';
import type { Parameters } from '../parameters/stage-parameters.ts';
import type { Template, TemplateResource } from './adopt-existing.ts';

/** What the framework says of the identity provider's newest version. */
export interface LiveVersion {
  /** Its logical id. */
  identityProviderVersion: string;
  parameters: Pick<Parameters, 'identityProviderProvisionedConcurrency'>;
}

const ALIAS = 'IdentityProviderLiveAlias';
const FUNCTION = 'IdentityProviderLambdaFunction';
const OUTPUT = 'IdentityProviderLambdaFunctionQualifiedArn';

/**
 * The template with the alias on a version that is published whenever the function changes. A version is published once, when its
 * logical id is new; the framework makes that of the code and of what serverless.yml says, and so would keep what
 * packaging adds (variables, a VPC) from the alias.
 */
export function withLiveVersion(
  template: Template,
  { identityProviderVersion, parameters }: LiveVersion,
): Template {
  const { identityProviderProvisionedConcurrency: provisioned } = parameters;
  const { [identityProviderVersion]: version, ...others } = template.Resources;
  const { [ALIAS]: alias, [FUNCTION]: provider } = others;
  if (!alias || !provider || !version)
    throw new Error(`The template lacks ${ALIAS}, ${FUNCTION} or a version ${identityProviderVersion}`);
  const id = identityProviderVersion + hashOf(provider);
  const Properties = {
    ...alias.Properties,
    FunctionVersion: { 'Fn::GetAtt': [id, 'Version'] },
    ...(provisioned > 0 && {
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: provisioned },
    }),
  };
  const { [OUTPUT]: output } = template.Outputs ?? {};
  return {
    ...template,
    Resources: { ...others, [id]: version, [ALIAS]: { ...alias, Properties } },
    ...(output && { Outputs: { ...template.Outputs, [OUTPUT]: { ...output, Value: { Ref: id } } } }),
  };
}

/** Where the package lies has the time of the packaging in it, and says nothing of the code. */
function hashOf({ Properties }: TemplateResource): string {
  const { Code: _code, ...rest } = Properties ?? {};
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 12);
}
