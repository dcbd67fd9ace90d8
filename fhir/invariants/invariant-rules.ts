import { compileFhirPath } from '../fhirpath/compile.ts';
import type { Navigator, Scope } from '../fhirpath/item.ts';
import { FhirPathError } from '../fhirpath/syntax.ts';
import { truthOf } from '../fhirpath/values.ts';
import type { Invariant } from '../definitions/model.ts';
import type { IsBroken } from './written-invariants.ts';
import { WRITTEN } from './written-invariants.ts';

export interface InvariantRules {
  isBroken: (invariant: Invariant, scope: Scope) => boolean;
  /** Why an invariant is not checked: it uses what our FHIRPath has not. Undefined: it is checked. */
  refusalOf: (invariant: Invariant) => string | undefined;
}

/** Each invariant as a rule: written by hand, or compiled from its FHIRPath when it is first needed. */
export function invariantRules(navigator: Navigator): InvariantRules {
  const rules = new Map<string, IsBroken | string>();
  const ruleOf = ({ key, expression }: Invariant): IsBroken | string => {
    const known = WRITTEN[key] ?? rules.get(expression);
    if (known !== undefined) return known;
    const rule = compiledRule(expression, navigator);
    rules.set(expression, rule);
    return rule;
  };
  return {
    isBroken(invariant, scope) {
      const rule = ruleOf(invariant);
      return typeof rule === 'string' ? false : rule(scope);
    },
    refusalOf(invariant) {
      const rule = ruleOf(invariant);
      return typeof rule === 'string' ? rule : undefined;
    },
  };
}

/**
 * A rule is kept where its expression is true (R4, "Constraints"): not where it is false, and not where it is empty.
 * Only where that depends on an order that is undefined, as of 2020 and 2020-01, the rule has the benefit of the doubt.
 */
function compiledRule(expression: string, navigator: Navigator): IsBroken | string {
  try {
    const isKept = (undecided: boolean): ((scope: Scope) => boolean) => {
      const compiled = compileFhirPath(expression, navigator, undecided);
      return (scope) => truthOf(compiled(scope, [scope.context], 0)) === true;
    };
    const [ifInOrder, ifNot] = [isKept(true), isKept(false)];
    return (scope) => !ifInOrder(scope) && !ifNot(scope);
  } catch (error) {
    if (error instanceof FhirPathError) return error.message;
    throw error;
  }
}
