import type { Location, Locator } from '../../../fhir/index.ts';
import { FhirPathError } from '../../../fhir/index.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { JsonObject } from './exact-json.ts';
import { isJsonObject, plainNumber, setMember } from './exact-json.ts';
import { inapplicable } from './json-patch.ts';
import type { Operation, PatchValue } from './read-fhirpath-patch.ts';
import { readOperations } from './read-fhirpath-patch.ts';
import { countOf } from '../../../errors/index.ts';

/**
 * Applies a FHIRPath Patch (FHIR R4, "FHIRPath Patch"): a Parameters resource whose operations are done one after the other. The value is
 * changed in place; who throws the result away on an error has applied all of it or none.
 * @throws FhirError 400 for what is no patch, 422 for one that cannot be applied
 */
export function applyFhirPathPatch(resource: JsonObject, patch: JsonObject, find: Locator): void {
  for (const [index, operation] of readOperations(patch).entries()) {
    try {
      apply(resource, operation, find);
    } catch (error) {
      if (error instanceof FhirPathError)
        throw badRequest(`Operation ${index} of the patch: ${error.message}.`);
      if (!(error instanceof FhirError)) throw error;
      throw new FhirError(error.status, 'processing', `Operation ${index} of the patch: ${error.message}`);
    }
  }
}

/** A place of the resource that is changed, as a path leads to it. */
interface Place {
  type: string;
  value: unknown;
  location: Location | undefined;
}

/** What a path leads to. It is evaluated on a copy with plain numbers; places are those of the resource itself. */
function placesAt(resource: JsonObject, path: string, find: Locator): Place[] {
  const originals = new Map<unknown, JsonObject>();
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (!isJsonObject(value)) return plainNumber(value);
    const copy = {};
    for (const [name, member] of Object.entries(value)) setMember(copy, name, plain(member));
    originals.set(copy, value);
    return copy;
  };
  return find.locate(plain(resource), path).map(({ value, type, location }) => {
    const holder = location && originals.get(location.holder);
    return {
      type,
      value: originals.get(value) ?? value,
      location: location && holder && { ...location, holder },
    };
  });
}

function onlyPlace(resource: JsonObject, path: string, find: Locator): Place {
  const [place, ...more] = placesAt(resource, path, find);
  if (!place) throw inapplicable('The path leads to nothing.');
  if (more.length > 0) throw inapplicable('The path leads to more than one element.');
  return place;
}

function apply(resource: JsonObject, operation: Operation, find: Locator): void {
  switch (operation.type) {
    case 'add': {
      const { value, type } = onlyPlace(resource, operation.path, find);
      if (!isJsonObject(value)) throw inapplicable('The path leads to a value that has no elements.');
      addElement({ holder: value, type }, operation.name, operation.value, find);
      return;
    }
    case 'replace': {
      const { location, type } = onlyPlace(resource, operation.path, find);
      if (!location) throw inapplicable('The resource itself cannot be replaced.');
      replace(location, jsonOf(operation.value, type, find), operation.value.type);
      return;
    }
    case 'delete': {
      const places = placesAt(resource, operation.path, find);
      if (places.length > 1) throw inapplicable('The path leads to more than one element.');
      // What is not there needs no deletion.
      const [place] = places;
      if (!place) return;
      if (!place.location) throw inapplicable('The resource itself cannot be deleted.');
      remove(place.location);
      return;
    }
    case 'insert': {
      const { holder, member, type, name } = listAt(resource, operation.path, find);
      const list = holder[member];
      const length = Array.isArray(list) ? list.length : 0;
      if (operation.index > length) throw inapplicable(`The list has ${countOf(length, 'item')}.`);
      if (length === 0) {
        addElement({ holder, type }, name, operation.value, find);
        return;
      }
      const itemType = find.element(type, name)?.types[0]?.type ?? '';
      (list as unknown[]).splice(operation.index, 0, jsonOf(operation.value, itemType, find));
      extensionsOf(holder, member)?.splice(operation.index, 0, null);
      return;
    }
    case 'move': {
      const { holder, member } = listAt(resource, operation.path, find);
      if (!Array.isArray(holder[member])) throw inapplicable('The list has 0 items.');
      for (const list of [holder[member], extensionsOf(holder, member)]) {
        if (!Array.isArray(list)) continue;
        const { source, destination } = operation;
        if (source >= list.length || destination >= list.length)
          throw inapplicable(`The list has ${countOf(list.length, 'item')}.`);
        list.splice(destination, 0, ...(list.splice(source, 1) as unknown[]));
      }
      return;
    }
  }
}

/** The list that a path ends in: the element that has it, and its name there. */
function listAt(
  resource: JsonObject,
  path: string,
  find: Locator,
): { holder: JsonObject; member: string; type: string; name: string } {
  const [, of = '', name = ''] = /^(.+)\.\s*([A-Za-z]\w*)\s*$/s.exec(path) ?? [];
  if (name === '') throw inapplicable('The path must end in the name of a list.');
  const { value, type } = onlyPlace(resource, of, find);
  const element = find.element(type, name);
  if (!isJsonObject(value) || element?.isList !== true) throw inapplicable('The path leads to no list.');
  return { holder: value, member: name, type, name };
}

/** Adds an element by its name in the model: to the end of a list, or where nothing is yet. */
function addElement(
  { holder, type }: { holder: JsonObject; type: string },
  name: string,
  value: PatchValue,
  find: Locator,
): void {
  const element = find.element(type, name.replace('[x]', ''));
  const chosen = element?.types.find((each) => element.types.length === 1 || each.type === value.type);
  if (!element || !chosen) throw inapplicable(`There is no element ${name} of this type here.`);
  const { property } = chosen;
  const json = jsonOf(value, chosen.type, find);
  const there = Object.hasOwn(holder, property) ? holder[property] : undefined;
  if (element.isList) {
    setMember(holder, property, [...(Array.isArray(there) ? (there as unknown[]) : []), json]);
    extensionsOf(holder, property)?.push(null);
  } else if (element.types.some((each) => Object.hasOwn(holder, each.property)))
    throw inapplicable(`The element ${name} is there already.`);
  else setMember(holder, property, json);
}

/** A value as it is given, or made of its elements by their names in the model. */
function jsonOf({ json, parts }: PatchValue, type: string, find: Locator): unknown {
  if (!parts) return json;
  const holder: JsonObject = {};
  for (const { name, value } of parts) addElement({ holder, type }, name, value, find);
  return holder;
}

function replace({ holder, member, name, index }: Location, json: unknown, type: string | undefined): void {
  if (index !== undefined) {
    (holder[member] as unknown[])[index] = json;
    return;
  }
  // Another type of a choice is another member: valueString for valueQuantity.
  const chosen =
    member === name || type === undefined ? member : name + type.charAt(0).toUpperCase() + type.slice(1);
  if (chosen !== member) {
    Reflect.deleteProperty(holder, member);
    Reflect.deleteProperty(holder, `_${member}`);
  }
  setMember(holder, chosen, json);
}

function remove({ holder, member, index }: Location): void {
  const list = holder[member];
  if (index === undefined || (Array.isArray(list) && list.length === 1)) {
    Reflect.deleteProperty(holder, member);
    Reflect.deleteProperty(holder, `_${member}`);
    return;
  }
  if (Array.isArray(list)) list.splice(index, 1);
  extensionsOf(holder, member)?.splice(index, 1);
}

/** The ids and extensions beside a list of primitives. */
function extensionsOf(holder: Readonly<JsonObject>, member: string): unknown[] | undefined {
  const extensions = holder[`_${member}`];
  return Array.isArray(extensions) ? (extensions as unknown[]) : undefined;
}
