import { ELEMENT_NAMES } from '../../healthlake/index.ts';
import { RESOURCE_TYPES } from '../../../fhir/index.ts';

const TYPES: ReadonlySet<string> = new Set(RESOURCE_TYPES);

/** Longer than any path of R4. */
const LONGEST = 256;

/** An element's name, with the position in its list (`[3]`) or as a choice (`[x]`). */
const SEGMENT = /^([a-z][A-Za-z0-9]*)(?:\[(?:\d{1,9}|x)\])?$/;

/**
 * The element that a path leads to, without positions: `Patient.name.family` of `/Patient.name[0].family`. A path may
 * quote anything of a resource, an unknown property's name for instance; so what is not made of R4's own type and
 * element names, and of nothing else, is null.
 */
export function elementPath(path: string | null | undefined): string | null {
  if (path === null || path === undefined || path.length > LONGEST) return null;
  const [type = '', ...segments] = path.replace(/^\//, '').split('.');
  if (!TYPES.has(type)) return null;
  const names = segments.map((segment) => SEGMENT.exec(segment)?.[1] ?? '');
  return names.every((name) => ELEMENT_NAMES.has(name)) ? [type, ...names].join('.') : null;
}
