import type { ElementModel, ElementType, Model } from '../../fhir/definitions/model.ts';
import { randomNumbers } from './fuzz.ts';

/** Values of each primitive type: few, so that rules over several elements are now kept and now broken. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  base64Binary: ['YWJj', 'YQ=='],
  boolean: [true, false],
  canonical: ['http://example.org/a', 'http://example.org/b|1', '#c'],
  code: ['a', 'b-c'],
  date: ['2020', '2020-02', '2020-02-29', '2021-01-01'],
  dateTime: ['2020', '2020-02', '2020-02-29', '2020-03-01T12:00:00Z', '2020-03-01T12:00:00.5+14:00'],
  decimal: [0, 1, 1.5, -2, 100],
  id: ['a', 'b', 'c'],
  instant: ['2020-03-01T12:00:00Z', '2021-03-01T12:00:00.123-05:00'],
  integer: [0, 1, 2, -1],
  markdown: ['a', '*b*'],
  oid: ['urn:oid:1.2.3'],
  positiveInt: [1, 2],
  string: ['a', 'b', 'Patient.name', 'A1 B2'],
  time: ['12:00:00', '13:30:00.5'],
  unsignedInt: [0, 1, 2],
  uri: ['http://example.org/a', 'urn:oid:1.2.3', '#a'],
  url: ['http://example.org/a', 'mailto:a@example.org'],
  uuid: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
  xhtml: ['<div xmlns="http://www.w3.org/1999/xhtml">a</div>'],
};

/** Codes of value sets that are not listed (code-forms.ts). */
const FORMED: Readonly<Record<string, readonly string[]>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': ['text/plain', 'text/html; charset=utf-8'],
  'http://hl7.org/fhir/ValueSet/currencies': ['USD', 'EUR'],
};

/** Elements within elements that are made where they are not required. */
const DEEPEST = 4;

/**
 * Resources whose structure is right by the model, of any content: what hand-made examples of 148 types would be.
 * The same seed makes the same ones.
 */
export function resourceMaker(model: Model, seed: number): (type: string) => Record<string, unknown> {
  const random = randomNumbers(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];

  const code = (valueSet: string): unknown => pick(FORMED[valueSet] ?? []) ?? coding(valueSet).code;

  const coding = (valueSet: string): { system: string; code: string | undefined } => {
    const [system = '', codes = []] = pick(Object.entries(model.valueSets[valueSet] ?? {})) ?? [];
    return { system, code: pick(codes) };
  };

  const value = ({ type, isPrimitive, targets, valueSet }: ElementType, depth: number): unknown => {
    if (isPrimitive) return valueSet === undefined ? pick(VALUES[type] ?? []) : code(valueSet);
    if (type === 'Resource') return { resourceType: 'Basic', id: pick(['a', 'c']), code: { text: 'a' } };
    if (type === 'Reference')
      // What is contained is a Basic, to which few elements may refer.
      return random() < 0.1
        ? { reference: targets ? '#nobody' : '#a' }
        : { reference: `${pick(targets ?? ['Patient']) ?? ''}/1` };
    if (type === 'Extension') return { url: 'http://example.org/e', valueString: 'a' };
    if (valueSet === undefined) return object(type, depth);
    return type === 'CodeableConcept'
      ? { coding: [coding(valueSet)] }
      : { ...object(type, depth), ...coding(valueSet) };
  };

  const member = ({ isList, types }: ElementModel, depth: number): [string, unknown] => {
    const type = pick(types) ?? { property: '', type: 'string', isPrimitive: true };
    if (!isList) return [type.property, value(type, depth)];
    const length = random() < 0.3 ? 2 : 1;
    return [type.property, Array.from({ length }, () => value(type, depth))];
  };

  const object = (type: string, depth: number): Record<string, unknown> => {
    const elements = model.types[type]?.elements ?? [];
    const chance = depth > DEEPEST ? 0 : 0.35 / (1 + depth / 2);
    const chosen = elements.filter(({ name, min }) => min > 0 || (name !== 'id' && random() < chance));
    // Nothing is empty; an extension leads no deeper.
    if (chosen.length === 0) chosen.push(...elements.filter(({ name }) => name === 'extension'));
    return Object.fromEntries(chosen.map((element) => member(element, depth + 1)));
  };

  return (type) => ({ resourceType: type, ...object(type, 0), id: 'x' });
}
