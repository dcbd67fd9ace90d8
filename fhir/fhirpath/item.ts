import type { ElementModel, ElementType, Model } from '../definitions/model.ts';
import { pathName } from '../definitions/model.ts';
import type { WrittenNumber } from '../json/written-numbers.ts';
import type { Surroundings } from '../r4/line-references.ts';

/** A value with its FHIR type, or with a System type (`System.String`): what FHIRPath works on. */
export interface Item {
  value: unknown;
  type: string;
  /** The member with an underscore beside a primitive: its id and extensions. */
  extension?: unknown;
  /** A number of the expression as it is written there: 1.10. */
  digits?: string;
  /** Where a decimal of the data is held, so that it can be looked up as it is written. */
  place?: { holder: object; member: string };
}

/** What an expression is evaluated in. */
export interface Scope {
  /** The resource that is checked: `%resource`. */
  resource: Item;
  /** The resource that contains it, or itself: `%rootResource`. */
  rootResource: Item;
  /** The element that the expression is of: `%context`. */
  context: Item;
  /** The Bundle that the resource is an entry of: where references may lead to. */
  bundle?: Item;
  /** Numbers of the data as they are written. */
  written?: WrittenNumber;
}

/**
 * The scope of an item within that of what holds it: a contained resource is `%resource` of its own, within the `%rootResource`;
 * one in a Bundle is both.
 * @param name of the element that the item is in
 */
export function scopeWithin(scope: Scope, item: Item, name: string): Scope {
  if (!isObject(item.value) || typeof item.value.resourceType !== 'string')
    return { ...scope, context: item };
  return {
    ...scope,
    context: item,
    resource: item,
    rootResource: name === 'contained' ? scope.rootResource : item,
    ...(item.type === 'Bundle' && { bundle: item }),
  };
}

type Around = Partial<Pick<Scope, 'rootResource' | 'bundle' | 'written'>>;

/** The scope of a resource itself. @param around what it takes from the scope that it stands in */
export const scopeOf = (resource: Item, around: Around = {}): Scope => ({
  ...around,
  resource,
  rootResource: around.rootResource ?? resource,
  context: resource,
  ...(resource.type === 'Bundle' && { bundle: resource }),
});

/** What the references of a scope are checked by. */
export const surroundingsOf = ({ rootResource, bundle }: Scope): Surroundings => ({
  container: rootResource.value,
  bundle: bundle?.value,
});

export type Items = readonly Item[];

/** A compiled expression: the items it gives for those it is asked of. */
export type Compiled = (scope: Scope, items: Items, at: number) => Items;

type JsonObject = Readonly<Record<string, unknown>>;

/** An element of an item that is there, with its items. */
export interface Present {
  element: ElementModel;
  /** The type that it has here: that of its member. */
  type: ElementType;
  items: readonly Item[];
}

/** Goes from items to the items in them, by the element names of the model. */
export interface Navigator {
  /** The resource itself; undefined where it is no object of a known type. */
  resource(value: unknown): Item | undefined;
  /** The items of an element: every item of a list, and a choice whatever its type is. */
  children(item: Item, name: string): readonly Item[];
  /** The items of an element of one type, in the object that holds them. */
  items(holder: JsonObject, type: ElementType): readonly Item[];
  /** All elements that are there. */
  present(item: Item): readonly Present[];
  /** Whether FHIR has a type of this name, be it abstract. */
  isType(name: string): boolean;
  /** Whether a type is another one, or specialises it. */
  isOf(type: string, name: string): boolean;
}

const NOTHING: readonly never[] = [];

/** What a JSON member is of. */
interface Member {
  element: ElementModel;
  type: ElementType;
}

/** A type's elements by the names that FHIRPath and JSON have for them. */
interface Names {
  byName: ReadonlyMap<string, ElementModel>;
  byProperty: ReadonlyMap<string, Member>;
}

export function navigator({ types, bases }: Model): Navigator {
  const known = new Map<string, Names>();
  const namesOf = (type: string): Names | undefined => {
    const names = known.get(type);
    if (names || !Object.hasOwn(types, type)) return names;
    const made = namesIn(types[type]?.elements ?? []);
    known.set(type, made);
    return made;
  };

  const resource = (value: unknown): Item | undefined => {
    if (!isObject(value) || typeof value.resourceType !== 'string') return undefined;
    const { resourceType: type } = value;
    return Object.hasOwn(types, type) && types[type]?.isResource ? { value, type } : undefined;
  };

  const itemsOf = (holder: JsonObject, { property, type, isPrimitive }: ElementType): readonly Item[] => {
    const values = listOf(holder, property);
    if (!isPrimitive) {
      if (type !== 'Resource') return values.map((value) => ({ value, type }));
      return values.flatMap((value) => resource(value) ?? []);
    }
    const extensions = listOf(holder, `_${property}`);
    const place = type === 'decimal' ? { place: { holder, member: property } } : undefined;
    if (extensions.length === 0) return values.map((value) => ({ value, type, ...place }));
    return Array.from({ length: Math.max(values.length, extensions.length) }, (_, index) => ({
      value: values[index] ?? undefined,
      type,
      ...place,
      ...(isObject(extensions[index]) && { extension: extensions[index] }),
    }));
  };

  /** Where the elements of an item are: in itself, or beside a primitive. */
  const holderOf = (item: Item): { holder: JsonObject; names: Names } | undefined => {
    const isPrimitive = typeof item.value !== 'object';
    const holder = isPrimitive ? item.extension : item.value;
    const names = isObject(holder) ? namesOf(isPrimitive ? 'Element' : item.type) : undefined;
    return names && isObject(holder) ? { holder, names } : undefined;
  };

  const isType = (name: string): boolean => Object.hasOwn(bases, name) && !name.includes('.');

  return {
    resource,
    items: itemsOf,
    isType,
    isOf(type, name) {
      for (
        let at: string | undefined = type;
        at !== undefined;
        at = Object.hasOwn(bases, at) ? bases[at] : undefined
      )
        if (at === name) return true;
      return false;
    },
    children(item, name) {
      const at = holderOf(item);
      const element = at?.names.byName.get(name);
      if (!at || !element) return NOTHING;
      const [only, ...more] = element.types;
      if (only && more.length === 0) return itemsOf(at.holder, only);
      return presentIn(at.holder, at.names)
        .filter((each) => each.element === element)
        .flatMap(({ type }) => itemsOf(at.holder, type));
    },
    present(item) {
      const at = holderOf(item);
      if (!at) return NOTHING;
      return presentIn(at.holder, at.names).map(({ element, type }) => ({
        element,
        type,
        items: itemsOf(at.holder, type),
      }));
    },
  };
}

function namesIn(elements: readonly ElementModel[]): Names {
  const byName = new Map<string, ElementModel>();
  const byProperty = new Map<string, Member>();
  for (const element of elements) {
    byName.set(pathName(element), element);
    for (const type of element.types) byProperty.set(type.property, { element, type });
  }
  return { byName, byProperty };
}

/** The members that an object has: a primitive's extension alone counts as the member. */
function presentIn(holder: JsonObject, { byProperty }: Names): Member[] {
  const present: Member[] = [];
  for (const key of Object.keys(holder)) {
    const extended = key.startsWith('_') ? key.slice(1) : undefined;
    if (extended !== undefined && Object.hasOwn(holder, extended)) continue;
    const member = byProperty.get(extended ?? key);
    if (member) present.push(member);
  }
  return present;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values of a member, be it a list or not. Only own members count. */
function listOf(holder: JsonObject, property: string): readonly unknown[] {
  const value = Object.hasOwn(holder, property) ? holder[property] : undefined;
  if (value === undefined) return NOTHING;
  return Array.isArray(value) ? value : [value];
}
