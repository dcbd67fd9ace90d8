import { adoptExisting } from './adopt-existing.ts';
import type { Template } from './adopt-existing.ts';
import { withIdentityStores } from './identity-stores.ts';

/** What packaging knows only after the framework has compiled the functions. */
export interface Finish {
  /** The logical id of the identity provider's newest version. */
  identityProviderVersion: string;
  /** Execution environments to keep warm behind the alias; 0 for none. */
  provisionedConcurrency: number;
  /** By logical id, what is taken over instead of created; empty texts are passed over. */
  existing: Readonly<Record<string, string>>;
  /** The stage's own data store, where it is known by now; else ''. */
  ownDataStoreId: string;
  /** Ids of further data stores whose tokens the identity provider judges. */
  otherSmartDataStores: readonly string[];
  /** ARNs of the secrets and parameters that it reads for introspection. */
  introspectionSecretArns: readonly string[];
}

/** The template as it is deployed: alias and version joined, nothing in it that is for nobody, and what exists is used. */
export function finishTemplate(template: Template, finish: Finish): Template {
  const live = withLiveVersion(template, finish);
  const joined = withIdentityStores(withoutUnusedPermission(withoutEmptyMail(live)), finish);
  return adoptExisting(withoutExports(joined), finish.existing);
}

const ALIAS = 'IdentityProviderLiveAlias';

/**
 * A version's logical id changes with the code, and nobody but the framework knows it; an alias with a fixed
 * version would be published once and never again.
 */
function withLiveVersion(template: Template, finish: Finish): Template {
  const { identityProviderVersion, provisionedConcurrency } = finish;
  const alias = template.Resources[ALIAS];
  if (!alias || !template.Resources[identityProviderVersion])
    throw new Error(`The template has no ${ALIAS} or no version ${identityProviderVersion} for it`);
  if (!Number.isInteger(provisionedConcurrency) || provisionedConcurrency < 0)
    throw new Error('identityProviderProvisionedConcurrency must be a whole number from 0 on');
  const Properties = {
    ...alias.Properties,
    FunctionVersion: { 'Fn::GetAtt': [identityProviderVersion, 'Version'] },
    ...(provisionedConcurrency > 0 && {
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: provisionedConcurrency },
    }),
  };
  return { ...template, Resources: { ...template.Resources, [ALIAS]: { ...alias, Properties } } };
}

function withoutEmptyMail(template: Template): Template {
  const { AlarmMail, ...others } = template.Resources;
  return AlarmMail?.Properties?.Endpoint === '' ? { ...template, Resources: others } : template;
}

/** HealthLake calls the identity provider for stores that take bearer tokens; for others it may not. */
function withoutUnusedPermission(template: Template): Template {
  const { IdentityProviderPermission, ...others } = template.Resources;
  const takesTokens = Boolean(others.DataStore?.Properties?.IdentityProviderConfiguration);
  return IdentityProviderPermission && !takesTokens ? { ...template, Resources: others } : template;
}

/** The framework exports outputs of its own; an export that another stack imports would nail this one down. */
function withoutExports(template: Template): Template {
  const Outputs = Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([name, { Export: _export, ...output }]) => [name, output]),
  );
  return { ...template, Outputs };
}
