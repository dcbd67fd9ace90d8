import type { Template, TemplateResource } from '../adopt-existing.ts';
import { withRolePolicies } from './role-policies.ts';

/** HealthLake waits one second for it, and it does one thing: there is nothing in it to trace. */
const NEVER = 'IdentityProviderLambdaFunction';

/** What the daemon beside a function does in the name of its role; X-Ray knows no resources of these (Service Authorization Reference). */
const SEND_TRACES = {
  PolicyName: 'tracing',
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
    ],
  },
};

/** The template with active tracing of every function but the identity provider. */
export function withTracing(template: Template): Template {
  const traced = (id: string, { Type }: TemplateResource): boolean =>
    Type === 'AWS::Lambda::Function' && id !== NEVER;
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] =>
      traced(id, resource)
        ? [id, { ...resource, Properties: { ...resource.Properties, TracingConfig: { Mode: 'Active' } } }]
        : [id, resource],
    ),
  );
  return withRolePolicies({ ...template, Resources }, (id, lambda) =>
    traced(id, lambda) ? SEND_TRACES : undefined,
  );
}
