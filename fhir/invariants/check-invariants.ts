import type { Item, Navigator, Scope } from '../fhirpath/item.ts';
import { isObject, scopeOf, scopeWithin } from '../fhirpath/item.ts';
import type { WrittenNumber } from '../json/written-numbers.ts';
import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import type { InvariantRules } from './invariant-rules.ts';
import type { Invariant, Model, TypeModel } from '../definitions/model.ts';
import { DEEPEST_ELEMENT, pathName } from '../definitions/model.ts';

/** Checks the invariants of R4 over a resource whose structure is right. */
export type InvariantCheck = (resource: Item, faults: Faults, written?: WrittenNumber) => void;

export const brokenText = ({ key, human }: Invariant): string => message('brokenInvariant', { key, human });

export function createInvariantCheck(
  model: Model,
  navigator: Navigator,
  rules: InvariantRules,
): InvariantCheck {
  const check = (invariants: readonly Invariant[], scope: Scope, path: string, faults: Faults): void => {
    for (const invariant of invariants)
      if (rules.isBroken(invariant, scope)) faults.add('invariant', path, brokenText(invariant));
  };

  /** Walks down; `scope.context` is the item at `path`, `ids` are those of the resource's elements so far. */
  const walk = (scope: Scope, path: string, faults: Faults, depth: number, ids: Set<unknown>): void => {
    const type = typeNamed(model, scope.context.type);
    if (faults.isFull || depth > DEEPEST_ELEMENT) return;
    const id = type?.isResource ? undefined : idOf(scope.context);
    if (id !== undefined && ids.has(id)) faults.add('invariant', path, message('duplicateId', { id }));
    ids.add(id);
    if (type?.invariants) check(type.invariants, scope, path, faults);
    for (const { element, type: own, items } of navigator.present(scope.context)) {
      const name = pathName(element);
      const ofProfile = own.profile?.invariants;
      items.forEach((item, index) => {
        if (typeof item.value !== 'object' && item.extension === undefined && !element.invariants) return;
        const at = `${path}.${name}${element.isList ? `[${index}]` : ''}`;
        if (element.invariants) check(element.invariants, { ...scope, context: item }, at, faults);
        if (ofProfile) check(ofProfile, { ...scope, context: item }, at, faults);
        walk(
          scopeWithin(scope, item, name),
          at,
          faults,
          depth + 1,
          typeNamed(model, item.type)?.isResource ? new Set() : ids,
        );
      });
    }
  };

  return (resource, faults, written) => {
    walk(scopeOf(resource, written && { written }), resource.type, faults, 0, new Set());
  };
}

/**
 * The id of an element, which is its own within its resource (R4, "Element"). Those of ElementDefinitions are paths, that a snapshot
 * and its differential share; that they are there once in each say sdf-16 and sdf-17.
 */
function idOf({ value, extension, type }: Item): unknown {
  const holder = isObject(value) ? value : extension;
  return type !== 'ElementDefinition' && isObject(holder) ? holder.id : undefined;
}

const typeNamed = (model: Model, name: string): TypeModel | undefined =>
  Object.hasOwn(model.types, name) ? model.types[name] : undefined;
