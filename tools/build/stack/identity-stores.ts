import type { Template, TemplateResource } from './adopt-existing.ts';

/** What the identity provider serves beyond the stage's own data store, and that store itself. */
export interface IdentityStores {
  /** The stage's own data store, where it is known by now; else ''. */
  ownDataStoreId: string;
  /** Ids of further data stores whose tokens the identity provider verifies. */
  otherSmartDataStores: readonly string[];
  /** ARNs of the secrets and parameters that it reads for introspection. */
  introspectionSecretArns: readonly string[];
}

const FUNCTION = 'IdentityProviderLambdaFunction';
const ROLE = 'IdentityProviderRole';

/**
 * The template with what the identity provider needs beyond the stage's own data store: a permission for each other
 * store that asks it, its secrets, and the own store's id, known from the second deployment on. (In the first the stack cannot
 * name the store in the function's environment: the store needs the function.)
 */
export function withIdentityStores(
  template: Template,
  { ownDataStoreId, otherSmartDataStores, introspectionSecretArns }: IdentityStores,
): Template {
  const { [FUNCTION]: provider, [ROLE]: role, DataStore: own } = template.Resources;
  if (!provider || !role) throw new Error(`The template has no ${FUNCTION} or no ${ROLE}`);
  const ownId = own?.Properties?.IdentityProviderConfiguration ? ownDataStoreId : '';
  return {
    ...template,
    Resources: {
      ...template.Resources,
      [FUNCTION]: ownId ? withVariable(provider, 'DATASTORE_ID', ownId) : provider,
      [ROLE]: introspectionSecretArns.length > 0 ? mayRead(role, introspectionSecretArns) : role,
      ...Object.fromEntries(
        otherSmartDataStores.map((id) => [`IdentityProviderPermission${id}`, permission(id)]),
      ),
    },
  };
}

function withVariable(resource: TemplateResource, name: string, value: string): TemplateResource {
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
