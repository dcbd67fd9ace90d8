import type { DatabaseSync } from 'node:sqlite';
import { AwsError, notImplemented } from '../ground/index.ts';
import type { Rule, RuleBook, RuleDeclaration } from './rules.ts';
import type { Schedules } from './schedules.ts';

/** The rules that callers make beside the template's. They are kept in the cloud's database. */
export interface RuntimeRules {
  /** Takes up what an earlier run was asked for; says which rules cannot be taken up any more. The template's own come first. */
  restore(): string[];
  /** Makes a rule, or puts it in place of what it was. @throws AwsError where AWS would refuse it, or it is the template's */
  put(rule: RuleDeclaration): void;
  /** Switches a rule on or off. One of the template's is as the template has it again after a restart. */
  switchTo(rule: RuleDeclaration, enabled: boolean): void;
  /** @throws AwsError where it is the template's */
  remove(rule: Rule): void;
  /** Removes all of them. */
  clear(): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS eventbridge_rule (arn TEXT PRIMARY KEY, rule TEXT NOT NULL) STRICT`;

export function createRuntimeRules(
  database: DatabaseSync,
  book: RuleBook,
  schedules: Schedules<Rule>,
): RuntimeRules {
  database.exec(SCHEMA);
  const all = database.prepare('SELECT rule FROM eventbridge_rule ORDER BY arn');
  const keep = database.prepare(
    'INSERT INTO eventbridge_rule VALUES (?, ?) ON CONFLICT (arn) DO UPDATE SET rule = excluded.rule',
  );
  const forget = database.prepare('DELETE FROM eventbridge_rule WHERE arn = ?');
  const isKept = database.prepare('SELECT 1 FROM eventbridge_rule WHERE arn = ?');

  /** Rules of the template that were switched, as they were. */
  const switched = new Map<string, RuleDeclaration>();

  const kept = (): RuleDeclaration[] =>
    all.all().map(({ rule }) => JSON.parse(String(rule)) as RuleDeclaration);
  const find = ({ name, busName }: RuleDeclaration): Rule | undefined =>
    book.rulesOf(busName).find((rule) => rule.name === name);
  const refuseTemplates = (rule: RuleDeclaration): void => {
    if (find(rule) && !isKept.get(rule.arn))
      throw notImplemented(`changes at runtime of rule ${rule.name}, which the template declares`);
  };
  const take = (rule: RuleDeclaration): void => {
    schedules.declare(book.declareRule(rule));
  };

  return {
    restore: () =>
      kept().flatMap((rule) => {
        try {
          if (!find(rule)) take(rule);
          else forget.run(rule.arn);
          return [];
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          forget.run(rule.arn);
          return [`The rule ${rule.arn}, made in an earlier run, is gone: ${error.message}`];
        }
      }),
    put(rule) {
      refuseTemplates(rule);
      take(rule);
      keep.run(rule.arn, JSON.stringify(rule));
    },
    switchTo(before, enabled) {
      const rule = { ...before, enabled };
      take(rule);
      if (isKept.get(rule.arn)) keep.run(rule.arn, JSON.stringify(rule));
      else if (!switched.has(rule.arn)) switched.set(rule.arn, before);
    },
    remove(rule) {
      refuseTemplates(rule);
      book.removeRule(rule);
      schedules.remove(rule);
      forget.run(rule.arn);
    },
    clear() {
      for (const rule of switched.values()) take(rule);
      switched.clear();
      for (const rule of kept()) {
        book.removeRule(rule);
        schedules.remove(rule);
      }
      database.exec('DELETE FROM eventbridge_rule');
    },
  };
}
