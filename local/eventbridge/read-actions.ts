import type { Authorize, JsonObject } from '../ground/index.ts';
import { AwsError, isJsonObject, notImplemented, parsedJson } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { textMember } from '../http/index.ts';
import { matches, parsePattern } from '../event-pattern/index.ts';
import type { BusDeclaration, Rule, RuleBook, Target } from './rules.ts';

/** The operations that read rules and buses. Answers come in one page. */
export function readActions(book: RuleBook, authorize: Authorize): Record<string, AwsJsonAction> {
  const ruleOf = (input: JsonObject, member: string): Rule =>
    book.rule(textMember(input, member) ?? '', textMember(input, 'EventBusName'));

  return {
    ListRules(input, { caller }) {
      const bus = book.bus(textMember(input, 'EventBusName'));
      authorize(caller, 'events:ListRules', bus.arn.replace(/event-bus\/.*$/, 'rule/*'));
      return { Rules: withPrefix(book.rulesOf(bus.name), input).map(describeRule) };
    },
    DescribeRule(input, { caller }) {
      const rule = ruleOf(input, 'Name');
      authorize(caller, 'events:DescribeRule', rule.arn);
      return describeRule(rule);
    },
    ListTargetsByRule(input, { caller }) {
      const rule = ruleOf(input, 'Rule');
      authorize(caller, 'events:ListTargetsByRule', rule.arn);
      return { Targets: rule.targets.map(describeTarget) };
    },
    ListEventBuses(input, { caller }) {
      authorize(caller, 'events:ListEventBuses', '*');
      return { EventBuses: withPrefix(book.buses(), input).map(describeBus) };
    },
    DescribeEventBus(input, { caller }) {
      const bus = book.bus(textMember(input, 'Name'));
      authorize(caller, 'events:DescribeEventBus', bus.arn);
      return describeBus(bus);
    },
    TestEventPattern(input, { caller }) {
      authorize(caller, 'events:TestEventPattern', '*');
      const pattern = parsePattern(textMember(input, 'EventPattern') ?? '');
      return { Result: matches(pattern, parseEvent(textMember(input, 'Event') ?? '')) };
    },
  };
}

function withPrefix<T extends { name: string }>(items: T[], input: JsonObject): T[] {
  if (input.NextToken !== undefined)
    throw notImplemented('NextToken of EventBridge lists: they have one page');
  const prefix = textMember(input, 'NamePrefix') ?? '';
  return items.filter(({ name }) => name.startsWith(prefix));
}

const describeBus = ({ name, arn, description }: BusDeclaration) => ({
  Name: name,
  Arn: arn,
  Description: description,
});

const describeRule = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventBusName: rule.busName,
  Description: rule.description,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  EventPattern: rule.eventPattern && JSON.stringify(rule.eventPattern),
  ScheduleExpression: rule.scheduleExpression,
});

const describeTarget = (target: Target) => ({
  Id: target.id,
  Arn: target.arn,
  RoleArn: target.roleArn,
  Input: target.input,
  InputPath: target.inputPath,
  InputTransformer: target.inputTransformer && {
    InputPathsMap: target.inputTransformer.inputPathsMap,
    InputTemplate: target.inputTransformer.inputTemplate,
  },
  DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
  RetryPolicy: target.retryPolicy && {
    MaximumRetryAttempts: target.retryPolicy.maximumRetryAttempts,
    MaximumEventAgeInSeconds: target.retryPolicy.maximumEventAgeInSeconds,
  },
});

/**
 * The members that TestEventPattern asks of its event. The API reference lists `resources` with them, but the service
 * takes an event without.
 */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

function parseEvent(text: string): JsonObject {
  const event = parsedJson(text);
  if (!isJsonObject(event)) throw new AwsError('ValidationException', 'Parameter Event is not valid.');
  for (const member of MANDATORY)
    if (!Object.hasOwn(event, member))
      throw new AwsError(
        'ValidationException',
        `Parameter Event is not valid. Reason: ${member} is missing.`,
      );
  return event;
}
