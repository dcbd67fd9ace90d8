import type { Fault } from '../messages/fault.ts';
import { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { checkPrimitive } from './explain-primitive.ts';
import { checkBinding } from './explain-binding.ts';
import { checkCounts, checkLists } from './explain-cardinality.ts';
import { checkReference, checkTarget } from './explain-reference.ts';
import type { Surroundings } from './line-references.ts';
import { rulesOf } from './primitives.ts';
import type { ElementModel, ElementType, Model, TypeModel } from '../definitions/model.ts';
import { DEEPEST_ELEMENT, pathName } from '../definitions/model.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What is known of a line beside its parsed resource. */
export interface Source {
  /** Whole numbers that are written with a fraction or exponent, by the object or list that holds them. */
  fractions?: ReadonlyMap<object, ReadonlySet<string>>;
}

/** The element that a member of a JSON object is of. */
interface Member {
  element: ElementModel;
  type: ElementType;
  /** `_birthDate`: id and extensions of a primitive. */
  isExtension: boolean;
}

/**
 * The pass that says what is wrong with a resource, and where. It walks the model with paths, takes its time, and
 * has the last word: what it finds no fault in is right.
 */
export function explainer(model: Model): (resource: JsonObject, source?: Source) => readonly Fault[] {
  const memberMaps = new Map<string, ReadonlyMap<string, Member>>();
  const membersOf = (name: string, type: TypeModel): ReadonlyMap<string, Member> => {
    const known = memberMaps.get(name) ?? memberMap(type);
    memberMaps.set(name, known);
    return known;
  };
  return (resource, source = {}) => {
    const walk = new Walk(model, membersOf, source);
    walk.resource(resource, '', 0);
    return walk.faults.all;
  };
}

class Walk {
  readonly faults = new Faults();
  readonly #model: Model;
  readonly #membersOf: (name: string, type: TypeModel) => ReadonlyMap<string, Member>;
  readonly #source: Source;
  #around: Surroundings = {};

  constructor(
    model: Model,
    membersOf: (name: string, type: TypeModel) => ReadonlyMap<string, Member>,
    source: Source,
  ) {
    this.#model = model;
    this.#membersOf = membersOf;
    this.#source = source;
  }

  /** @param path '' for the resource of the line, whose path is its type */
  resource(value: unknown, path: string, depth: number): void {
    const around = this.#around;
    const isBundle = isObject(value) && value.resourceType === 'Bundle';
    this.#around = { container: value, bundle: isBundle ? value : around.bundle };
    this.#contained(value, path, depth);
    this.#around = around;
  }

  #contained(value: unknown, path: string, depth: number): void {
    if (!isObject(value)) {
      this.faults.add('structure', path, message('notAnObject', { kind: value }));
      return;
    }
    const { resourceType } = value;
    const type = typeof resourceType === 'string' ? this.#typeNamed(resourceType) : undefined;
    if (typeof resourceType !== 'string') this.faults.add('structure', path, message('noResourceType'));
    else if (!type?.isResource)
      this.faults.add('structure', path, message('unknownType', { type: resourceType.slice(0, 64) }));
    else this.#object(value, resourceType, type, path === '' ? resourceType : path, depth);
  }

  #typeNamed(name: string): TypeModel | undefined {
    return Object.hasOwn(this.#model.types, name) ? this.#model.types[name] : undefined;
  }

  #complex(value: unknown, name: string, path: string, depth: number, property?: string): void {
    if (depth > DEEPEST_ELEMENT) {
      this.faults.add('structure', path, message('tooDeep', { n: DEEPEST_ELEMENT }));
      return;
    }
    if (name === 'Resource') {
      if (property === 'contained') this.#contained(value, path, depth);
      else this.resource(value, path, depth);
      return;
    }
    if (!isObject(value)) {
      this.faults.add('structure', path, message('notAnObject', { kind: value }));
      return;
    }
    const type = this.#typeNamed(name);
    if (type) this.#object(value, name, type, path, depth);
  }

  #object(value: JsonObject, name: string, type: TypeModel, path: string, depth: number): void {
    const members = this.#membersOf(name, type);
    const keys = Object.keys(value);
    if (!type.isResource && !keys.some((key) => key !== 'id'))
      this.faults.add('structure', path, message('noContent'));
    const found = new Map<ElementModel, Set<string>>();
    for (const key of keys) {
      if (this.faults.isFull) return;
      if (key === 'resourceType' && type.isResource) continue;
      const member = members.get(key);
      if (!member) {
        this.faults.add('unknown-property', path, message('unknownProperty', { property: key }));
        continue;
      }
      const { element, type: of, isExtension } = member;
      found.set(element, (found.get(element) ?? new Set()).add(of.property));
      // The value and its extensions are looked at together, where the first of them stands.
      if (isExtension && Object.hasOwn(value, of.property)) continue;
      this.#member(value, element, of, `${path}.${pathName(element)}`, depth + 1);
    }
    for (const element of type.elements) checkCounts(this.faults, element, found.get(element), path);
    if (name === 'Reference') checkReference(this.faults, this.#model, value, this.#around, path);
  }

  /** A member with all its values, and the extensions beside it. */
  #member(holder: JsonObject, element: ElementModel, type: ElementType, path: string, depth: number): void {
    const value = holder[type.property];
    const extension = type.isPrimitive ? holder[`_${type.property}`] : undefined;
    if (!checkLists(this.faults, element, value, extension, path)) return;
    if (!element.isList) {
      this.#value(holder, type.property, value, extension, type, path, depth);
      return;
    }
    const values = (value ?? []) as readonly unknown[];
    const extensions = (extension ?? []) as readonly unknown[];
    const length = Math.max(values.length, extensions.length);
    for (let index = 0; index < length && !this.faults.isFull; index++)
      this.#value(
        values,
        String(index),
        values[index] ?? undefined,
        extensions[index] ?? undefined,
        type,
        `${path}[${index}]`,
        depth,
      );
  }

  /** @param value null stands for "no value" in a list, where an extension takes its place */
  #value(
    holder: object,
    key: string,
    value: unknown,
    extension: unknown,
    type: ElementType,
    path: string,
    depth: number,
  ): void {
    if (value === undefined && extension === undefined) {
      this.faults.add('structure', path, message('noValue'));
      return;
    }
    if (!type.isPrimitive) {
      this.#complex(value, type.type, path, depth, type.property);
      checkTarget(this.faults, this.#model, value, type, this.#around, path);
      checkBinding(this.faults, this.#model, value, type, path);
      return;
    }
    if (extension !== undefined) this.#primitiveExtension(value, extension, path, depth);
    if (value === undefined) return;
    const isFraction = this.#source.fractions?.get(holder)?.has(key) ?? false;
    if (checkPrimitive(this.faults, value, rulesOf(type), isFraction, path))
      checkBinding(this.faults, this.#model, value, type, path);
  }

  #primitiveExtension(value: unknown, extension: unknown, path: string, depth: number): void {
    const onlyId = isObject(extension) && Object.keys(extension).every((key) => key === 'id');
    // Beside a value, an id alone is content enough.
    if (onlyId && value !== undefined && Object.hasOwn(extension, 'id')) {
      checkPrimitive(this.faults, extension.id, 'elementId', false, `${path}.id`);
      return;
    }
    this.#complex(extension, 'Element', path, depth);
  }
}

function memberMap({ elements }: TypeModel): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const element of elements)
    for (const type of element.types) {
      members.set(type.property, { element, type, isExtension: false });
      if (type.isPrimitive) members.set(`_${type.property}`, { element, type, isExtension: true });
    }
  return members;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
