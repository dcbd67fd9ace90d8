import type { ElementModel, Model } from '../definitions/model.ts';
import { pathName } from '../definitions/model.ts';
import { compileFhirPath } from './compile.ts';
import type { Item, Navigator } from './item.ts';
import { isObject, navigator, scopeOf } from './item.ts';

/** Where a value lies in the object that has it. */
export interface Location {
  holder: Readonly<Record<string, unknown>>;
  member: string;
  /** The element's name in paths: `value` for the member `valueQuantity`. */
  name: string;
  /** Its place in the list that the member is; undefined where it is none. */
  index: number | undefined;
}

/** A value that a path leads to, and where it lies; the resource itself lies nowhere. */
export interface Located {
  value: unknown;
  /** Its FHIR type. */
  type: string;
  location: Location | undefined;
}

/** Finds the elements of resources that FHIRPath expressions lead to, for those who change them. */
export interface Locator {
  /** @throws FhirPathError for what is no expression, or uses what is not supported */
  locate: (resource: unknown, path: string) => Located[];
  /** The element of a type by its name in paths. */
  element: (type: string, name: string) => ElementModel | undefined;
}

export function locator(model: Model): Locator {
  const base = navigator(model);
  const placed: Navigator = {
    ...base,
    children: (item, name) => {
      const holder = isObject(item.value) ? item.value : item.extension;
      if (!isObject(holder)) return base.children(item, name);
      return base.children(item, name).map((child, at): Item & { location: Location } => {
        const member = memberOf(holder, name, child.type);
        const isList = Array.isArray(holder[member]) || Array.isArray(holder[`_${member}`]);
        return { ...child, location: { holder, member, name, index: isList ? at : undefined } };
      });
    },
  };
  return {
    locate(resource, path) {
      const item = placed.resource(resource);
      if (!item) return [];
      const compiled = compileFhirPath(path, placed);
      return compiled(scopeOf(item), [item], 0).map((found) => ({
        value: found.value,
        type: found.type,
        location: (found as { location?: Location }).location,
      }));
    },
    element: (type, name) =>
      Object.hasOwn(model.types, type)
        ? model.types[type]?.elements.find((each) => pathName(each) === name)
        : undefined,
  };
}

/** The member that holds an element: `value` is `valueQuantity` for a choice. */
function memberOf(holder: Readonly<Record<string, unknown>>, name: string, type: string): string {
  const chosen = name + type.charAt(0).toUpperCase() + type.slice(1);
  return (
    [name, chosen].find((each) => Object.hasOwn(holder, each) || Object.hasOwn(holder, `_${each}`)) ?? name
  );
}
