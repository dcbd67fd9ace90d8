import type { Item, Navigator } from './item.ts';
import { FhirPathError } from './syntax.ts';

/**
 * The System types, and the primitives of FHIR that have them as their value (R4, "FHIRPath", "Using FHIR types in
 * expressions").
 */
const SYSTEM: Readonly<Record<string, readonly string[]>> = {
  Boolean: ['boolean'],
  Integer: ['integer', 'positiveInt', 'unsignedInt'],
  Decimal: ['decimal'],
  String: 'string code id markdown uri url canonical oid uuid base64Binary xhtml'.split(' '),
  Date: ['date'],
  DateTime: ['dateTime', 'instant'],
  Time: ['time'],
};

/**
 * Whether items are of a type or of one that it is the base of. `System.String` is no type of elements, `FHIR.string` and `string`
 * none of literals. A name of System without its namespace is of elements, too: R4's own rules have it so (que-7: `answer is
 * Boolean`).
 * @throws FhirPathError for a type that is not known
 */
export function typeTest(specifier: string, navigator: Navigator): (item: Item) => boolean {
  const dot = specifier.indexOf('.');
  const namespace = dot < 0 ? undefined : specifier.slice(0, dot);
  const name = specifier.slice(dot + 1);
  const primitives = Object.hasOwn(SYSTEM, name) ? SYSTEM[name] : undefined;
  if (namespace !== 'FHIR' && primitives) {
    const system = `System.${name}`;
    return namespace === 'System'
      ? ({ type }) => type === system
      : ({ type }) => type === system || primitives.includes(type);
  }
  if (namespace === 'System' || (namespace !== undefined && namespace !== 'FHIR') || !navigator.isType(name))
    throw new FhirPathError(`the type ${specifier} is not known`);
  return ({ type }) => navigator.isOf(type, name);
}
