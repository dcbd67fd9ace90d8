import type { AskedAction } from './asked-action.ts';
import { judgeForm } from './form.ts';
import { guardInput } from './guard-input.ts';
import { judgeScope } from './judge-scope.ts';
import type { ActionPolicy, StoreFacts } from './policy.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';

/** Whether a request is run, and with which input. */
export type ActionDecision =
  { kind: 'call'; input: Record<string, unknown> } | { kind: 'refuse'; refusal: Refusal };

/** Decides about a request by what it says: pure, and before any call. */
export function decideAction(asked: AskedAction, policy: ActionPolicy, facts: StoreFacts): ActionDecision {
  const outOfScope = judgeScope(policy, facts, asked);
  if (outOfScope) return { kind: 'refuse', refusal: outOfScope };
  if (asked.action === 'DeleteFHIRDatastore' && asked.confirmDatastoreName === null)
    return { kind: 'refuse', refusal: refusal('DataStoreNotConfirmed') };
  const guarded = guardInput(policy, asked);
  if ('refusal' in guarded) return { kind: 'refuse', refusal: guarded.refusal };
  const judged = judgeForm(asked.action, guarded.input);
  return 'refusal' in judged
    ? { kind: 'refuse', refusal: judged.refusal }
    : { kind: 'call', input: judged.input };
}

/** What Describe says of a data store that is to be deleted. */
export interface DoomedStore {
  datastoreId: string;
  datastoreName: string | null;
}

/** A data store that the stage uses, by its id or by its name. */
export type UsedStore = { datastoreId: string } | { name: string };

/** Decides whether a data store may be deleted, once it is known which one it is. */
export function judgeDeletion(
  asked: AskedAction,
  store: DoomedStore,
  used: readonly UsedStore[],
): Refusal | undefined {
  const isUsed = used.some((use) =>
    'name' in use ? use.name === store.datastoreName : use.datastoreId === store.datastoreId,
  );
  if (isUsed) return refusal('DataStoreInUse');
  return store.datastoreName === asked.confirmDatastoreName ? undefined : refusal('DataStoreNotConfirmed');
}
