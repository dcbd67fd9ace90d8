import type { Parameters } from '../parameters/stage-parameters.ts';
import { adoptExisting } from './adopt-existing.ts';
import type { Template } from './adopt-existing.ts';
import { withInboxKey } from './inbox-key.ts';
import { checkExportBuckets } from './export-buckets.ts';
import type { StageExports } from './export-resources.ts';
import { withExports } from './export-resources.ts';
import { withDashboard } from './options/dashboard.ts';
import { withFunctionAlarms } from './options/function-alarms.ts';
import { withFunctionOptions } from './options/function-options.ts';
import { withRoleOptions } from './options/role-options.ts';
import { withRunbook } from './options/runbook.ts';
import { withTracing } from './options/tracing.ts';
import { withOutputs } from './options/stack-outputs.ts';
import type { Wanted } from './options/unwanted.ts';
import { hasIdentityProvider, withoutUnwanted } from './options/unwanted.ts';
import { schemaRegistry } from './schema-registry.ts';
import type { IdentityStores } from './identity-stores.ts';
import { withIdentityStores } from './identity-stores.ts';
import { withLiveVersion } from './live-version.ts';

/** What packaging knows only after the framework has compiled the functions. */
export interface Finish extends IdentityStores, StageExports, Wanted {
  /** By logical id, what is taken over instead of created; empty texts are ignored. */
  existing: Readonly<Record<string, string>>;
  stage: string;
  parameters: Parameters;
}

/** The template as it is deployed: with what the stage wants and nothing else, and with what exists already. */
export function finishTemplate(template: Template, finish: Finish): Template {
  const { stage, parameters, existing } = finish;
  checkExportBuckets(finish.exports, existing);
  const onlyWithProvider = (step: (now: Template) => Template): ((now: Template) => Template) =>
    hasIdentityProvider(finish) ? step : (now) => now;
  const steps: ((now: Template) => Template)[] = [
    (now) => withoutUnwanted(now, finish),
    (now) => withInboxKey(now, parameters.inboxKeyArn),
    (now) => withExports(now, finish),
    (now) => withRoleOptions(now, stage, parameters),
    onlyWithProvider((now) => withIdentityStores(now, finish)),
    (now) => withFunctionOptions(now, stage, parameters),
    (now) => (parameters.tracing ? withTracing(now) : now),
    onlyWithProvider((now) => withLiveVersion(now, finish)),
    (now) => withFunctionAlarms(now, stage),
    (now) => withRunbook(now, stage, parameters.runbookUrl),
    (now) => (parameters.dashboard ? withDashboard(now, stage, parameters.runbookUrl) : now),
    (now) =>
      parameters.publishSchemas ? { ...now, Resources: { ...now.Resources, ...schemaRegistry(stage) } } : now,
    (now) => adoptExisting(now, existing),
    (now) => withOutputs(now, stage, parameters.exportOutputs),
  ];
  return steps.reduce((now, step) => step(now), template);
}
