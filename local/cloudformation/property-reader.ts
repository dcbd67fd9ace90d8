import type { Json, JsonObject } from './json.ts';
import { isObject, listOf } from './json.ts';
import { TemplateError } from './template-error.ts';

/**
 * Reads resolved properties by path (`A.B`). CloudFormation writes numbers and booleans as texts too, and
 * takes either. A property of another kind, or a missing one without a default, is a TemplateError.
 */
export interface PropertyReader {
  text: (path: string) => string;
  optionalText: (path: string) => string | undefined;
  number: (path: string, otherwise: number) => number;
  optionalNumber: (path: string) => number | undefined;
  flag: (path: string, otherwise: boolean) => boolean;
  /** A missing list is an empty one. */
  texts: (path: string) => string[];
  object: (path: string) => JsonObject | undefined;
  objects: (path: string) => PropertyReader[];
  value: (path: string) => Json | undefined;
}

export function readProperties(logicalId: string, properties: JsonObject): PropertyReader {
  const value = (path: string): Json | undefined =>
    path.split('.').reduce<Json | undefined>((at, name) => (isObject(at) ? at[name] : undefined), properties);

  const wrong = (path: string, wanted: string): TemplateError =>
    new TemplateError(
      `${path} is ${wanted}, not ${value(path) === undefined ? 'missing' : JSON.stringify(value(path))}.`,
      logicalId,
      { actual: value(path), expected: wanted },
    );

  const optionalText = (path: string): string | undefined => {
    const found = value(path);
    if (found === undefined) return undefined;
    if (typeof found === 'object') throw wrong(path, 'a text');
    return String(found);
  };

  const optionalNumber = (path: string): number | undefined => {
    const text = optionalText(path);
    if (text !== undefined && !Number.isFinite(Number(text))) throw wrong(path, 'a number');
    return text === undefined ? undefined : Number(text);
  };

  return {
    value,
    optionalText,
    optionalNumber,
    text(path) {
      const text = optionalText(path);
      if (text === undefined) throw wrong(path, 'a text');
      return text;
    },
    number: (path, otherwise) => optionalNumber(path) ?? otherwise,
    flag(path, otherwise) {
      const text = optionalText(path) ?? String(otherwise);
      if (text !== 'true' && text !== 'false') throw wrong(path, 'true or false');
      return text === 'true';
    },
    texts: (path) =>
      listOf(value(path)).map((item) => {
        if (typeof item !== 'string') throw wrong(path, 'a list of texts');
        return item;
      }),
    object(path) {
      const found = value(path);
      if (found !== undefined && !isObject(found)) throw wrong(path, 'an object');
      return found;
    },
    objects: (path) =>
      listOf(value(path)).map((item) => {
        if (!isObject(item)) throw wrong(path, 'a list of objects');
        return readProperties(logicalId, item);
      }),
  };
}

/** `{ name: value }`, or nothing where there is no value: optional members are absent, never undefined. */
export const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> => (value === undefined ? {} : ({ [name]: value } as Record<Name, Value>));
