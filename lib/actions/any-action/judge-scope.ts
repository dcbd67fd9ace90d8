import { dataStoreReference, parseDatastoreArn } from '../../healthlake/index.ts';
import { ACTION_TABLE } from './action-table.ts';
import type { AskedAction } from './asked-action.ts';
import type { ActionPolicy, Allowance, StoreFacts } from './policy.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';

type Asked = Pick<AskedAction, 'action' | 'input' | 'source'>;

/** Whether the stage allows the source anything at all: a source that it does not know has no requestId of its own here. */
export const judgeSource = ({ allow }: ActionPolicy, { source }: Asked): Refusal | undefined =>
  allow.some((entry) => isFor(entry, source)) ? undefined : refusal('SourceNotAllowed');

/** Whether the stage allows an action on its data store for events of its source. */
export function judgeScope(policy: ActionPolicy, facts: StoreFacts, asked: Asked): Refusal | undefined {
  const entries = policy.allow.filter(
    (entry) => isFor(entry, asked.source) && entry.actions.includes(asked.action),
  );
  if (entries.length === 0) return refusal('ActionNotAllowed');
  const { dataStoreIn } = ACTION_TABLE[asked.action];
  if (dataStoreIn !== null && dataStoreIn !== 'DatastoreName' && typeof asked.input[dataStoreIn] !== 'string')
    return refusal('InvalidRequest', `The input has no ${dataStoreIn}.`);
  return entries.some((entry) => coversStore(entry, facts, asked))
    ? undefined
    : refusal('DataStoreNotAllowed');
}

/** Schedules of the stage are configured beside what is allowed, by the same people: they need no source. */
const isFor = ({ sources }: Allowance, source: string | null): boolean =>
  source === null || sources === undefined || sources.includes(source);

function coversStore({ dataStores }: Allowance, facts: StoreFacts, { action, input }: Asked): boolean {
  const { dataStoreIn } = ACTION_TABLE[action];
  if (dataStoreIn === null) return true;
  if (dataStoreIn === 'DatastoreName') {
    const { DatastoreName: name } = input;
    return dataStores?.some((store) => store === '*' || store === name) ?? false;
  }
  const id = dataStoreIn === 'ResourceARN' ? idInArn(input.ResourceARN, facts) : input.DatastoreId;
  if (typeof id !== 'string') return false;
  if (dataStores === undefined) return facts.stageStores.has(id);
  return dataStores.some((store) => {
    if (store === '*') return true;
    const reference = dataStoreReference(store);
    return id === ('name' in reference ? facts.namedStores.get(reference.name) : reference.datastoreId);
  });
}

/** The data store of an ARN of this Region and account; undefined for any other. */
export function idInArn(arn: unknown, { place }: Pick<StoreFacts, 'place'>): string | undefined {
  const parts = typeof arn === 'string' ? parseDatastoreArn(arn) : undefined;
  if (!parts) return undefined;
  const { partition, region, accountId, datastoreId } = parts;
  const isHere = partition === place.partition && region === place.region && accountId === place.accountId;
  return isHere ? datastoreId : undefined;
}
