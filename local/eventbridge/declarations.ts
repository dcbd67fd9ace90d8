import type { EventBus, Rule as StackRule, RuleTarget } from '../cloudformation/index.ts';

export type BusDeclaration = Omit<EventBus, 'logicalId'>;
export type RuleDeclaration = Omit<StackRule, 'logicalId'>;
/** A delivery inside one process fails for good or not at all: a target's retryPolicy is shown, never needed. */
export type TargetDeclaration = RuleTarget;
