import { ACCOUNT_ID, AwsError, REGION, notImplemented, rowOf } from '../ground/index.ts';
import type { EventBus, RuleTarget, Rule as StackRule } from '../cloudformation/index.ts';
import { parsePattern } from '../event-pattern/index.ts';
import type { EventPattern } from '../event-pattern/index.ts';
import { parseSchedule } from './schedule/index.ts';
import type { Schedule } from './schedule/index.ts';
import { parseTargetInput } from './target-input.ts';
import type { TargetInput } from './target-input.ts';

export type BusDeclaration = Omit<EventBus, 'logicalId'> & { description?: string };
export type RuleDeclaration = Omit<StackRule, 'logicalId'> & { description?: string };

/**
 * A declared target with its input compiled. A delivery inside one process fails for good or not at all: its
 * retryPolicy is shown, never needed.
 */
export interface Target extends RuleTarget {
  kind: 'function' | 'queue' | 'topic';
  inputFor: TargetInput;
}

/** A declared rule, checked and compiled. */
export interface Rule extends RuleDeclaration {
  pattern?: EventPattern;
  schedule?: Schedule;
  targets: Target[];
}

export const DEFAULT_BUS: BusDeclaration = {
  name: 'default',
  arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`,
};

/** EventBridge quotas, "Targets per rule". */
export const MOST_TARGETS = 5;

export interface RuleBook {
  declareBus(bus: BusDeclaration): void;
  removeBus(name: string): void;
  /** Checks and compiles the rule; a rule of the same name on the same bus is replaced. */
  declareRule(rule: RuleDeclaration): Rule;
  buses(): BusDeclaration[];
  /** By name or ARN. @throws AwsError ResourceNotFoundException */
  bus(nameOrArn?: string): BusDeclaration;
  rulesOf(busName: string): Rule[];
  /** @param busNameOrArn the default bus unless said. @throws AwsError ResourceNotFoundException */
  rule(name: string, busNameOrArn?: string): Rule;
  removeRule(rule: Pick<Rule, 'name' | 'busName'>): void;
}

/** The buses and rules that there are, in memory: the template, and what was made beside it, is read again at each start. */
export function createRuleBook(): RuleBook {
  const buses = new Map([[DEFAULT_BUS.name, DEFAULT_BUS]]);
  const rules = new Map<string, Rule>();

  const bus = (nameOrArn = DEFAULT_BUS.name): BusDeclaration => {
    const name = nameOrArn.replace(/^arn:.*:event-bus\//, '');
    const found = buses.get(name);
    if (!found || (nameOrArn !== name && nameOrArn !== found.arn))
      throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return found;
  };
  const keyOf = (rule: Pick<Rule, 'name' | 'busName'>): string => `${rule.busName}/${rule.name}`;

  return {
    declareBus: (declared) => void buses.set(declared.name, declared),
    removeBus: (name) => void buses.delete(name),
    declareRule(declared) {
      bus(declared.busName);
      const rule = compileRule(declared);
      rules.set(keyOf(rule), rule);
      return rule;
    },
    buses: () => [...buses.values()],
    bus,
    rulesOf: (busName) => [...rules.values()].filter((rule) => rule.busName === busName),
    rule(name, busNameOrArn) {
      const { name: busName } = bus(busNameOrArn);
      const found = rules.get(keyOf({ name, busName }));
      if (!found)
        throw new AwsError(
          'ResourceNotFoundException',
          `Rule ${name} does not exist on EventBus ${busName}.`,
        );
      return found;
    },
    removeRule: (rule) => void rules.delete(keyOf(rule)),
  };
}

function compileRule(declared: RuleDeclaration): Rule {
  const { name, busName, eventPattern, scheduleExpression, targets } = declared;
  const refuse = (reason: string): AwsError =>
    new AwsError('ValidationException', `Rule ${name}: ${reason}.`);
  if (eventPattern === undefined && scheduleExpression === undefined)
    throw refuse('Parameter(s) EventPattern or ScheduleExpression must be specified');
  if (scheduleExpression !== undefined && busName !== DEFAULT_BUS.name)
    throw refuse('ScheduleExpression is supported only on the default event bus');
  if (targets.length > MOST_TARGETS) throw refuse(`it has more than ${MOST_TARGETS} targets`);
  if (new Set(targets.map(({ id }) => id)).size < targets.length) throw refuse('two targets have one Id');
  return {
    ...declared,
    targets: targets.map((target) => compileTarget(declared, target, refuse)),
    ...(eventPattern !== undefined && { pattern: named(name, () => parsePattern(eventPattern)) }),
    ...(scheduleExpression !== undefined && {
      schedule: named(name, () => parseSchedule(scheduleExpression)),
    }),
  };
}

function compileTarget(
  rule: RuleDeclaration,
  target: RuleTarget,
  refuse: (reason: string) => AwsError,
): Target {
  const kind = rowOf(KINDS, target.arn.split(':')[2] ?? '');
  if (!kind) throw notImplemented(`targets like ${target.arn} (rule ${rule.name})`);
  try {
    return { ...target, kind, inputFor: parseTargetInput(rule, target) };
  } catch (error) {
    throw refuse(`target ${target.id}: ${(error as Error).message}`);
  }
}

/** What an ARN's service is as a target. */
const KINDS: Readonly<Record<string, Target['kind']>> = {
  lambda: 'function',
  sqs: 'queue',
  sns: 'topic',
};

/** Says which rule an error is of. */
function named<T>(rule: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError(error.code, `Rule ${rule}: ${error.message}`);
    throw error;
  }
}
