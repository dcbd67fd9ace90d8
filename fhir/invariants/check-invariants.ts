import type { Item, Navigator, Scope } from '../fhirpath/item.ts';
import { isObject, scopeOf, scopeWithin } from '../fhirpath/item.ts';
import type { WrittenNumber } from '../json/written-numbers.ts';
import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import type { InvariantRules } from './invariant-rules.ts';
import type { ElementType, Invariant, Model, TypeModel } from '../definitions/model.ts';
import { DEEPEST_ELEMENT, pathName } from '../definitions/model.ts';

/** Checks the invariants of R4 over a resource whose structure is right. */
export type InvariantCheck = (resource: Item, faults: Faults, written?: WrittenNumber) => void;

export const brokenText = ({ key, human }: Invariant): string => message('brokenInvariant', { key, human });

/** An element by its JSON member, with what is to be checked of it. */
interface Step {
  name: string;
  type: ElementType;
  isList: boolean;
  /** The rules of this element alone. */
  rules: readonly Invariant[];
}

/** Where the walk is: the names on the way, and their places in lists, -1 where there is none. */
interface Trail {
  names: string[];
  places: number[];
}

export function createInvariantCheck(
  model: Model,
  navigator: Navigator,
  rules: InvariantRules,
): InvariantCheck {
  const steps = new Map<string, ReadonlyMap<string, Step>>();
  const stepsOf = (type: string): ReadonlyMap<string, Step> => {
    const known = steps.get(type) ?? stepsIn(typeNamed(model, type));
    steps.set(type, known);
    return known;
  };

  return (resource, faults, written) => {
    const trail: Trail = { names: [resource.type], places: [-1] };

    const check = (invariants: readonly Invariant[], scope: Scope): void => {
      for (const invariant of invariants)
        if (rules.isBroken(invariant, scope)) faults.add('invariant', pathOf(trail), brokenText(invariant));
    };

    /** Checks an item and walks down; `scope` is that of what holds it, `ids` are those of the resource's elements so far. */
    const walk = (item: Item, scope: Scope, ids: Set<unknown>): void => {
      const type = typeNamed(model, item.type);
      if (faults.isFull || trail.names.length > DEEPEST_ELEMENT + 1) return;
      const id = type?.isResource ? undefined : idOf(item);
      if (id !== undefined && ids.has(id))
        faults.add('invariant', pathOf(trail), message('duplicateId', { id }));
      ids.add(id);
      if (type?.invariants) check(type.invariants, { ...scope, context: item });
      const holder = typeof item.value === 'object' ? item.value : item.extension;
      if (!isObject(holder)) return;
      const members = stepsOf(typeof item.value === 'object' ? item.type : 'Element');
      for (const key of Object.keys(holder)) {
        // The extensions of a primitive that has no value stand for it.
        const property = key.startsWith('_') ? key.slice(1) : key;
        if (property !== key && Object.hasOwn(holder, property)) continue;
        const step = members.get(property);
        if (step && needsLook(step, holder)) eachOf(step, holder, scope, ids);
      }
    };

    const eachOf = (step: Step, holder: JsonObject, scope: Scope, ids: Set<unknown>): void => {
      const { names, places } = trail;
      const at = names.push(step.name) - 1;
      navigator.items(holder, step.type).forEach((item, index) => {
        const isBare = typeof item.value !== 'object' && item.extension === undefined;
        if (isBare && step.rules.length === 0) return;
        places[at] = step.isList ? index : -1;
        if (step.rules.length > 0) check(step.rules, { ...scope, context: item });
        const isResource = typeNamed(model, item.type)?.isResource ?? false;
        walk(item, isResource ? scopeWithin(scope, item, step.name) : scope, isResource ? new Set() : ids);
      });
      names.pop();
    };

    walk(resource, scopeOf(resource, written && { written }), new Set());
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function stepsIn(type: TypeModel | undefined): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  for (const element of type?.elements ?? [])
    for (const own of element.types) {
      const rules = [...(element.invariants ?? []), ...(own.profile?.invariants ?? [])];
      steps.set(own.property, { name: pathName(element), type: own, isList: element.isList, rules });
    }
  return steps;
}

/** Nothing is to be looked at in a primitive without rules and extensions. */
const needsLook = ({ type, rules }: Step, holder: JsonObject): boolean =>
  !type.isPrimitive || rules.length > 0 || Object.hasOwn(holder, `_${type.property}`);

const pathOf = ({ names, places }: Trail): string =>
  names
    .map((name, at) => {
      const place = places[at] ?? -1;
      return place < 0 ? name : `${name}[${place}]`;
    })
    .join('.');

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
