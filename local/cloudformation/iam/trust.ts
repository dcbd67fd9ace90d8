import { ACCOUNT_ID } from '../../ground/index.ts';
import type { ConditionContext } from './condition.ts';
import { evaluate } from './evaluate.ts';
import type { Statement } from './statement.ts';

/** Whether a role's trust policy lets `service` assume it: `sts:AssumeRole`, its principal, its conditions. */
export function mayAssume(trust: readonly Statement[], service: string, context: ConditionContext): boolean {
  const forService = trust.filter((statement) => {
    const { Service: services = [], AWS: accounts = [] } = statement.principals ?? {};
    return services.includes(service) || services.includes('*') || accounts.includes('*');
  });
  return evaluate(forService, {
    action: 'sts:AssumeRole',
    resource: '*',
    context: { 'aws:SourceAccount': ACCOUNT_ID, ...context },
  }).allowed;
}
