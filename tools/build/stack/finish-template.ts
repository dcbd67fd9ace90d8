import { adoptExisting, InvalidParameter } from './adopt-existing.ts';
import type { Template } from './adopt-existing.ts';
import { withInboxKey } from './inbox-key.ts';
import { checkExportBuckets } from './export-buckets.ts';
import type { StageExports } from './export-resources.ts';
import { withExports } from './export-resources.ts';
import { schemaRegistry } from './schema-registry.ts';
import type { IdentityStores } from './identity-stores.ts';
import { withIdentityStores } from './identity-stores.ts';

/** What packaging knows only after the framework has compiled the functions. */
export interface Finish extends IdentityStores, StageExports {
  /** The logical id of the identity provider's newest version. */
  identityProviderVersion: string;
  /** Execution environments to keep warm behind the alias; 0 for none. */
  provisionedConcurrency: number;
  /** By logical id, what is taken over instead of created; empty texts are ignored. */
  existing: Readonly<Record<string, string>>;
  /** The key of an inbox that the stack does not make, where it is not the stage's own; empty for none. */
  inboxKeyArn: string;
  stage: string;
  /** Whether the stage has a schema registry: `true` or `false`, as a parameter says it. */
  publishSchemas: unknown;
  /** Days for which the bus's events are archived, as a parameter says it; 0 for no archive. */
  archiveDays: unknown;
}

/** The template as it is deployed: alias and version joined, without unused resources, and with what exists already. */
export function finishTemplate(template: Template, finish: Finish): Template {
  checkExportBuckets(finish.exports, finish.existing);
  const live = withLiveVersion(template, finish);
  const keyed = withInboxKey(withoutEmptyMail(live), finish.inboxKeyArn);
  const joined = withIdentityStores(withoutUnusedPermission(keyed), finish);
  return adoptExisting(
    withoutExports(withSchemaRegistry(withArchive(withExports(joined, finish), finish), finish)),
    finish.existing,
  );
}

const ALIAS = 'IdentityProviderLiveAlias';

/**
 * A version's logical id changes with the code, and only the framework knows it; an alias with a fixed
 * version would be published once and never again.
 */
function withLiveVersion(template: Template, finish: Finish): Template {
  const { identityProviderVersion, provisionedConcurrency } = finish;
  const alias = template.Resources[ALIAS];
  if (!alias || !template.Resources[identityProviderVersion])
    throw new Error(`The template has no ${ALIAS} or no version ${identityProviderVersion} for it`);
  if (!Number.isInteger(provisionedConcurrency) || provisionedConcurrency < 0)
    throw new InvalidParameter('identityProviderProvisionedConcurrency must be a whole number from 0 on', {
      actual: provisionedConcurrency,
      expected: 'a whole number from 0 on',
    });
  const Properties = {
    ...alias.Properties,
    FunctionVersion: { 'Fn::GetAtt': [identityProviderVersion, 'Version'] },
    ...(provisionedConcurrency > 0 && {
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: provisionedConcurrency },
    }),
  };
  return { ...template, Resources: { ...template.Resources, [ALIAS]: { ...alias, Properties } } };
}

function withSchemaRegistry(template: Template, { stage, publishSchemas }: Finish): Template {
  if (!['true', 'false'].includes(String(publishSchemas)))
    throw new InvalidParameter('publishSchemas must be true or false', {
      actual: publishSchemas,
      expected: ['true', 'false'],
    });
  if (String(publishSchemas) === 'false') return template;
  return { ...template, Resources: { ...template.Resources, ...schemaRegistry(stage) } };
}

/** An archive without a number of days would keep everything for ever: 0 is none here. */
function withArchive(template: Template, { archiveDays }: Finish): Template {
  const { BusArchive, ...others } = template.Resources;
  const days = Number(archiveDays);
  if (!Number.isInteger(days) || days < 0 || archiveDays === '')
    throw new InvalidParameter('archiveDays must be a whole number of days from 0 on', {
      actual: archiveDays,
      expected: 'a whole number from 0 on',
    });
  if (!BusArchive) throw new Error('The template has no BusArchive');
  if (days > 0) {
    const archive = { ...BusArchive, Properties: { ...BusArchive.Properties, RetentionDays: days } };
    return { ...template, Resources: { ...others, BusArchive: archive } };
  }
  const { BusArchiveArn: _arn, ...Outputs } = template.Outputs ?? {};
  return { ...template, Resources: others, Outputs };
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
