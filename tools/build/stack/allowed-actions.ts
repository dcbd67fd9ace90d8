import type { ActionName, StageConfig } from '../../../config/index.ts';
import { dataStoreReference } from '../../../lib/healthlake/index.ts';
import type { TemplateValue } from './template-value.ts';

/** A statement of a role's policy. */
export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: '*' | TemplateValue[];
  Condition?: Record<string, unknown>;
}

/** What the stage's other values are made of, too. */
interface StageResources {
  /** ARNs of the stage's data stores: its own, and those of its routes and exports. */
  datastoreArns: TemplateValue[];
  /** The ARN of a data store, by its id or "*". */
  datastoreArn: (id: string) => TemplateValue;
}

/** Actions that IAM knows no resource for (Service Authorization Reference, AWS HealthLake). */
const WITHOUT_RESOURCE: readonly ActionName[] = ['CreateFHIRDatastore', 'ListFHIRDatastores'];

/** What an action needs beside itself: to be judged before it is done, and to be found where its answer was lost. */
const NEEDS: Partial<Record<ActionName, readonly ActionName[]>> = {
  CreateFHIRDatastore: ['ListFHIRDatastores'],
  DeleteFHIRDatastore: ['DescribeFHIRDatastore'],
  StartFHIRImportJob: ['ListFHIRImportJobs'],
  StartFHIRExportJob: ['ListFHIRExportJobs'],
};

/** The permissions of run-action that follow from `actions` of config/<stage>.json. */
export function actionStatements({ actions }: StageConfig, resources: StageResources): Statement[] {
  const byResource = new Map<string, { Resource: Statement['Resource']; names: Set<string> }>();
  const allow = (names: readonly string[], Resource: Statement['Resource']): void => {
    if (names.length === 0) return;
    const key = JSON.stringify(Resource);
    const entry = byResource.get(key) ?? { Resource, names: new Set() };
    for (const name of names) entry.names.add(name);
    byResource.set(key, entry);
  };
  for (const { actions: named, dataStores } of actions.allow) {
    const all = [...new Set(named.flatMap((name) => [name, ...(NEEDS[name] ?? [])]))];
    const stores = dataStores === undefined ? resources.datastoreArns : arnsOf(dataStores, resources);
    allow(
      all.filter((name) => !WITHOUT_RESOURCE.includes(name)),
      stores,
    );
    allow(
      all.filter((name) => WITHOUT_RESOURCE.includes(name)),
      '*',
    );
    // Tags of a data store that is made with some: its id is not known before.
    if (named.includes('CreateFHIRDatastore')) allow(['TagResource'], [resources.datastoreArn('*')]);
  }
  if (hasNames({ actions })) allow(['ListFHIRDatastores'], '*');
  return [...byResource.values()].map(({ Resource, names }) => ({
    Effect: 'Allow',
    Action: [...names].sort().map((name) => `healthlake:${name}`),
    Resource,
  }));
}

function arnsOf(dataStores: readonly string[], { datastoreArn }: StageResources): TemplateValue[] {
  const references = dataStores.map((store) => (store === '*' ? { name: store } : dataStoreReference(store)));
  return references.some((store) => 'name' in store)
    ? [datastoreArn('*')]
    : references.flatMap((store) => ('datastoreId' in store ? [datastoreArn(store.datastoreId)] : []));
}

const hasNames = ({ actions }: Pick<StageConfig, 'actions'>): boolean =>
  actions.allow.some(({ dataStores = [] }) =>
    dataStores.some((store) => store !== '*' && 'name' in dataStoreReference(store)),
  );

/** Whether one of these may be asked for. */
export const isAllowed = ({ actions }: StageConfig, ...names: readonly ActionName[]): boolean =>
  actions.allow.some((entry) => entry.actions.some((name) => names.includes(name)));

/** Data stores that poll-jobs looks at when they come or go: the stage's, and any that may be made or deleted on request. */
export const followedStoreArns = (config: StageConfig, resources: StageResources): TemplateValue[] =>
  isAllowed(config, 'CreateFHIRDatastore', 'DeleteFHIRDatastore')
    ? [resources.datastoreArn('*')]
    : resources.datastoreArns;

/** Actions that HealthLake takes a data access role for. */
export const STARTS: readonly ActionName[] = ['StartFHIRImportJob', 'StartFHIRExportJob'];

/** Some data stores, and those for which one of these actions may be asked for. */
export function withAllowed(
  arns: readonly TemplateValue[],
  { actions }: StageConfig,
  resources: StageResources,
  names: readonly ActionName[],
): TemplateValue[] {
  const others = actions.allow.flatMap((entry) => {
    if (!entry.actions.some((name) => names.includes(name))) return [];
    return entry.dataStores === undefined ? resources.datastoreArns : arnsOf(entry.dataStores, resources);
  });
  const all = new Map([...arns, ...others].map((arn) => [JSON.stringify(arn), arn]));
  const every = resources.datastoreArn('*');
  return all.has(JSON.stringify(every)) ? [every] : [...all.values()];
}
