import type { Template, TemplateResource } from './adopt-existing.ts';
import { roleArnByName } from './options/role-options.ts';
import { without } from './options/template-part.ts';

/** What the identity provider serves beyond the stage's own data store, and that store itself. */
export interface IdentityStores {
  /** The stage's own data store, where it is known by now; else ''. */
  ownDataStoreId: string;
  /** Ids of further data stores whose tokens the identity provider verifies. */
  otherSmartDataStores: readonly string[];
  /** ARNs of the secrets and parameters that it reads for introspection. */
  introspectionSecretArns: readonly string[];
  /** Data stores whose bearers' requests are made in the stack's own role. */
  smartStoreArns: readonly unknown[];
}

const FUNCTION = 'IdentityProviderLambdaFunction';
const ROLE = 'IdentityProviderRole';
const OWN_PERMISSION = 'IdentityProviderPermission';
const BEARERS_ROLE = 'SmartRole';

/**
 * The template with what the identity provider needs beyond the stage's own data store: a permission for each other
 * store that asks it, its secrets, and the own store's id, known from the second deployment on. (In the first the stack cannot
 * name the store in the function's environment: the store needs the function. So it is with the role for bearers, which is for
 * that store: the function knows it by its name.) Where the own store takes no tokens it may not call; where no store
 * leads to the role, there is none.
 */
export function withIdentityStores(
  template: Template,
  { ownDataStoreId, otherSmartDataStores, introspectionSecretArns, smartStoreArns }: IdentityStores,
): Template {
  const { [FUNCTION]: provider, [ROLE]: role, [BEARERS_ROLE]: bearers, DataStore: own } = template.Resources;
  if (!provider || !role || !bearers)
    throw new Error(`The template lacks ${FUNCTION}, ${ROLE} or ${BEARERS_ROLE}`);
  const ownTakesTokens = Boolean(own?.Properties?.IdentityProviderConfiguration);
  const named = withVariable(provider, 'SMART_ROLE_ARN', roleArnByName(bearers));
  const rest = without(template, {
    resources: [
      ...(ownTakesTokens ? [] : [OWN_PERMISSION]),
      ...(smartStoreArns.length > 0 ? [] : [BEARERS_ROLE]),
    ],
  });
  return {
    ...rest,
    Resources: {
      ...rest.Resources,
      [FUNCTION]:
        ownTakesTokens && ownDataStoreId !== '' ? withVariable(named, 'DATASTORE_ID', ownDataStoreId) : named,
      [ROLE]: introspectionSecretArns.length > 0 ? mayRead(role, introspectionSecretArns) : role,
      ...Object.fromEntries(
        otherSmartDataStores.map((id) => [`IdentityProviderPermission${id}`, permission(id)]),
      ),
    },
  };
}

function withVariable(resource: TemplateResource, name: string, value: unknown): TemplateResource {
  const environment = (resource.Properties?.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const Variables = { ...environment.Variables, [name]: value };
  return { ...resource, Properties: { ...resource.Properties, Environment: { ...environment, Variables } } };
}

/** A key of the customer's own may encrypt them; it is used through these two services only. */
function mayRead(role: TemplateResource, arns: readonly string[]): TemplateResource {
  const of = (service: string): string[] => arns.filter((arn) => arn.split(':')[2] === service);
  const statements = [
    // Secrets Manager adds a hyphen and six characters to a secret's name.
    {
      Action: ['secretsmanager:GetSecretValue'],
      Resource: of('secretsmanager').flatMap((arn) => [arn, `${arn}-??????`]),
    },
    { Action: ['ssm:GetParameter'], Resource: of('ssm') },
  ].filter(({ Resource }) => Resource.length > 0);
  const regions = [...new Set(arns.map((arn) => arn.split(':')[3] ?? ''))];
  const decrypt = {
    Action: ['kms:Decrypt'],
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:ViaService': regions.flatMap((region) =>
          ['secretsmanager', 'ssm'].map((service) => `${service}.${region}.amazonaws.com`),
        ),
      },
    },
  };
  const policy = {
    PolicyName: 'introspection-secrets',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [...statements, decrypt].map((statement) => ({ Effect: 'Allow', ...statement })),
    },
  };
  const policies = (role.Properties?.Policies ?? []) as unknown[];
  return { ...role, Properties: { ...role.Properties, Policies: [...policies, policy] } };
}

const permission = (datastoreId: string): TemplateResource => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'IdentityProviderLiveAlias' },
    Principal: 'healthlake.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: {
      'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${datastoreId}`,
    },
  },
});
