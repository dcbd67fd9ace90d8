import type { Authorize, Caller, JsonObject } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError } from '../ground/index.ts';
import type { RuleTarget } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { objectListMember, textListMember, textMember } from '../http/index.ts';
import { declarationOf, invalid, plainTarget, readRule, readTarget, ruleArn } from './rule-requests.ts';
import type { Rule, RuleBook, RuleDeclaration } from './rules.ts';
import { MOST_TARGETS } from './rules.ts';
import type { RuntimeRules } from './runtime-rules.ts';

/** What a target's role is held to. */
export interface RoleChecks {
  authorize: Authorize;
  /** Whether there is such a role, and it trusts a service in this context. */
  mayAssume: (roleArn: string, service: string, context: Record<string, string>) => boolean;
}

const PRINCIPAL = 'events.amazonaws.com';

/**
 * PutRule, PutTargets, RemoveTargets, DeleteRule, EnableRule, DisableRule. The rules of the template are not theirs to
 * change, but to switch on and off: it is read again at each start, and what was changed would be lost. What of a request this cloud does not do
 * answers 501.
 */
export function ruleActions(
  book: RuleBook,
  { authorize, mayAssume }: RoleChecks,
  rules: RuntimeRules,
): Record<string, AwsJsonAction> {
  const ruleOf = (input: JsonObject, member: string): Rule =>
    book.rule(textMember(input, member) ?? '', textMember(input, 'EventBusName'));

  const change =
    (
      action: string,
      member: string,
      changed: (rule: Rule, input: JsonObject, caller: Caller) => RuleDeclaration,
    ) =>
    (input: JsonObject, { caller }: Parameters<AwsJsonAction>[1]): Rule => {
      const rule = ruleOf(input, member);
      authorize(caller, `events:${action}`, rule.arn);
      rules.put(changed(rule, input, caller));
      return rule;
    };
  const switchTo =
    (action: string, enabled: boolean): AwsJsonAction =>
    (input, { caller }) => {
      const rule = ruleOf(input, 'Name');
      authorize(caller, `events:${action}`, rule.arn);
      rules.switchTo(declarationOf(rule), enabled);
    };
  /** A target's role may be handed on by the caller, and trusts EventBridge. */
  const checkRole = (rule: Rule, roleArn: string, caller: Caller): void => {
    authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': PRINCIPAL });
    if (!mayAssume(roleArn, PRINCIPAL, { 'aws:SourceAccount': ACCOUNT_ID, 'aws:SourceArn': rule.arn }))
      throw invalid(`Provided role '${roleArn}' cannot be assumed by principal '${PRINCIPAL}'.`);
  };
  const putTargets = change('PutTargets', 'Rule', (rule, input, caller) => {
    const given = (objectListMember(input, 'Targets') ?? []).map(readTarget);
    if (given.length === 0) throw invalid('Targets must have at least one target.');
    for (const { roleArn } of given) if (roleArn !== undefined) checkRole(rule, roleArn, caller);
    const stay = rule.targets.filter(({ id }) => !given.some((target) => target.id === id));
    return withTargets(rule, [...stay, ...given]);
  });
  const removeTargets = change('RemoveTargets', 'Rule', (rule, input) => {
    const ids = textListMember(input, 'Ids') ?? [];
    return withTargets(
      rule,
      rule.targets.filter(({ id }) => !ids.includes(id)),
    );
  });
  const noneFailed = { FailedEntryCount: 0, FailedEntries: [] };

  return {
    PutRule(input, { caller }) {
      const declared = readRule(book, input);
      authorize(caller, 'events:PutRule', declared.arn);
      rules.put(declared);
      return { RuleArn: declared.arn };
    },
    PutTargets(input, call) {
      putTargets(input, call);
      return noneFailed;
    },
    RemoveTargets(input, call) {
      removeTargets(input, call);
      return noneFailed;
    },
    EnableRule: switchTo('EnableRule', true),
    DisableRule: switchTo('DisableRule', false),
    DeleteRule(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      const bus = book.bus(textMember(input, 'EventBusName'));
      authorize(caller, 'events:DeleteRule', ruleArn(bus.name, name));
      const rule = book.rulesOf(bus.name).find((candidate) => candidate.name === name);
      // To delete a rule again succeeds (API reference, DeleteRule).
      if (!rule) return;
      if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
      rules.remove(rule);
    },
  };
}

function withTargets(rule: Rule, targets: RuleTarget[]): RuleDeclaration {
  if (targets.length > MOST_TARGETS)
    throw new AwsError(
      'LimitExceededException',
      `The requested resource exceeds the maximum number allowed: a rule has at most ${MOST_TARGETS} targets.`,
    );
  return { ...declarationOf(rule), targets: targets.map(plainTarget) };
}
