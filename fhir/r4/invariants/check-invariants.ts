import type { Item, Navigator, Scope } from '../../fhirpath/item.ts';
import { pathName, scopeOf, scopeWithin } from '../../fhirpath/item.ts';
import type { Faults } from '../fault.ts';
import type { InvariantRules } from './invariant-rules.ts';
import type { Invariant, Model, TypeModel } from '../model.ts';
import { DEEPEST_ELEMENT } from '../model.ts';

/** Checks the invariants of R4 over a resource whose structure is right. */
export type InvariantCheck = (resource: Item, faults: Faults) => void;

export const brokenText = ({ key, human }: Invariant): string => `Constraint failed: ${key}: '${human}'`;

export function createInvariantCheck(
  model: Model,
  navigator: Navigator,
  rules: InvariantRules,
): InvariantCheck {
  const check = (invariants: readonly Invariant[], scope: Scope, path: string, faults: Faults): void => {
    for (const invariant of invariants)
      if (rules.isBroken(invariant, scope)) faults.add('invariant', path, brokenText(invariant));
  };

  /** Walks down; `scope.context` is the item at `path`. */
  const walk = (scope: Scope, path: string, faults: Faults, depth: number): void => {
    const type = typeNamed(model, scope.context.type);
    if (faults.isFull || depth > DEEPEST_ELEMENT) return;
    if (type?.invariants) check(type.invariants, scope, path, faults);
    for (const { element, type: own, items } of navigator.present(scope.context)) {
      const name = pathName(element);
      const ofProfile = own.profile?.invariants;
      items.forEach((item, index) => {
        if (typeof item.value !== 'object' && item.extension === undefined && !element.invariants) return;
        const at = `${path}.${name}${element.isList ? `[${index}]` : ''}`;
        if (element.invariants) check(element.invariants, { ...scope, context: item }, at, faults);
        if (ofProfile) check(ofProfile, { ...scope, context: item }, at, faults);
        walk(scopeWithin(scope, item, name), at, faults, depth + 1);
      });
    }
  };

  return (resource, faults) => {
    walk(scopeOf(resource), resource.type, faults, 0);
  };
}

const typeNamed = (model: Model, name: string): TypeModel | undefined =>
  Object.hasOwn(model.types, name) ? model.types[name] : undefined;
