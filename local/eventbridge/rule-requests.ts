import type { RuleTarget } from '../cloudformation/index.ts';
import type { JsonObject } from '../ground/index.ts';
import { AwsError, arnOf, notImplemented, parsedJson } from '../ground/index.ts';
import { integerMember, objectMember, textMember } from '../http/index.ts';
import { parsePattern } from '../event-pattern/index.ts';
import type { Rule, RuleBook, RuleDeclaration } from './rules.ts';
import { DEFAULT_BUS } from './rules.ts';

/** API reference, PutRule and PutTargets. */
const RULE_NAME = /^[\w.-]{1,64}$/;
const TARGET_ID = /^[\w.-]{1,64}$/;
const LONGEST_DESCRIPTION = 512;
const ROLE_ARN = /^arn:aws:iam::\d{12}:role\//;

const RULE_MEMBERS = ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Description'];

/** The rule that a PutRule asks for. @throws AwsError */
export function readRule(book: RuleBook, input: JsonObject): RuleDeclaration {
  refuseOthers('PutRule', input, RULE_MEMBERS);
  const name = textMember(input, 'Name') ?? '';
  if (!RULE_NAME.test(name))
    throw invalid(`Name must be 1 to 64 of the characters A-Z, a-z, 0-9, ".", "-" and "_".`);
  const bus = book.bus(textMember(input, 'EventBusName'));
  const pattern = textMember(input, 'EventPattern');
  const schedule = textMember(input, 'ScheduleExpression');
  const description = textMember(input, 'Description');
  if ((description?.length ?? 0) > LONGEST_DESCRIPTION)
    throw invalid(`Description is longer than ${LONGEST_DESCRIPTION} characters.`);
  if (pattern !== undefined) parsePattern(pattern);
  const before = book.rulesOf(bus.name).find((rule) => rule.name === name);
  return {
    name,
    arn: ruleArn(bus.name, name),
    busName: bus.name,
    enabled: readState(input),
    // Targets stay; whatever else is not said is gone (API reference, PutRule).
    targets: (before?.targets ?? []).map(plainTarget),
    ...(pattern !== undefined && { eventPattern: parsedJson(pattern) as NonNullable<Rule['eventPattern']> }),
    ...(schedule !== undefined && { scheduleExpression: schedule }),
    ...(description !== undefined && { description }),
  };
}

function readState(input: JsonObject): boolean {
  const state = textMember(input, 'State') ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') throw notImplemented(`the state ${state} of a rule`);
  return state === 'ENABLED';
}

const TARGET_MEMBERS = [
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'DeadLetterConfig',
  'RetryPolicy',
];

/** @throws AwsError */
export function readTarget(target: JsonObject): RuleTarget {
  refuseOthers('a target', target, TARGET_MEMBERS);
  const id = textMember(target, 'Id') ?? '';
  const arn = textMember(target, 'Arn') ?? '';
  if (!TARGET_ID.test(id)) throw invalid('The Id of a target must be 1 to 64 characters.');
  if (!arn.startsWith('arn:'))
    throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  const roleArn = textMember(target, 'RoleArn');
  if (roleArn !== undefined && !ROLE_ARN.test(roleArn)) throw invalid('RoleArn must be the ARN of a role.');
  const input = textMember(target, 'Input');
  const inputPath = textMember(target, 'InputPath');
  const transformer = objectMember(target, 'InputTransformer');
  const deadLetterArn = textMember(objectMember(target, 'DeadLetterConfig') ?? {}, 'Arn');
  const retry = objectMember(target, 'RetryPolicy');
  const attempts = retry && integerMember(retry, 'MaximumRetryAttempts');
  const age = retry && integerMember(retry, 'MaximumEventAgeInSeconds');
  return {
    id,
    arn,
    ...(roleArn !== undefined && { roleArn }),
    ...(input !== undefined && { input }),
    ...(inputPath !== undefined && { inputPath }),
    ...(transformer && {
      inputTransformer: {
        inputPathsMap: readPaths(transformer),
        inputTemplate: textMember(transformer, 'InputTemplate') ?? '',
      },
    }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    ...(retry && {
      retryPolicy: {
        ...(attempts !== undefined && { maximumRetryAttempts: attempts }),
        ...(age !== undefined && { maximumEventAgeInSeconds: age }),
      },
    }),
  };
}

function readPaths(transformer: JsonObject): Record<string, string> {
  const paths = objectMember(transformer, 'InputPathsMap') ?? {};
  return Object.fromEntries(Object.keys(paths).map((name) => [name, textMember(paths, name) ?? '']));
}

/** A rule without what was compiled from it. */
export const declarationOf = ({
  pattern: _pattern,
  schedule: _schedule,
  targets,
  ...rule
}: Rule): RuleDeclaration => ({
  ...rule,
  targets: targets.map(plainTarget),
});

export const plainTarget = (target: RuleTarget): RuleTarget =>
  Object.fromEntries(
    Object.entries(target).filter(([name]) => name !== 'kind' && name !== 'inputFor'),
  ) as unknown as RuleTarget;

/** A rule on the default bus has no bus in its ARN. */
export const ruleArn = (busName: string, name: string): string =>
  arnOf('events', busName === DEFAULT_BUS.name ? `rule/${name}` : `rule/${busName}/${name}`);

/** @throws AwsError NotImplemented for a member that is none of `known` */
export function refuseOthers(what: string, input: JsonObject, known: readonly string[]): void {
  const other = Object.keys(input).find((member) => input[member] !== undefined && !known.includes(member));
  if (other !== undefined) throw notImplemented(`${other} of ${what}`);
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
