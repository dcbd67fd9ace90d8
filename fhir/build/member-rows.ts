import { DECODED_FORMS, DECODED_TYPES } from '../bytes/decoded.ts';
import { KIND, NOTED } from '../bytes/tables.ts';
import type { ElementModel, ElementType, TypeModel } from '../definitions/model.ts';
import { CODE_FORMS } from '../r4/code-forms.ts';
import { rulesOf } from '../r4/primitives.ts';
import type { Targets } from './byte-pools.ts';

/** Bits of a type's members, in three words of which the sign is left out. */
const BITS = 31;
export const WORDS = 3;

/** A member of a type, before it is written as numbers. */
export interface Row {
  property: string;
  kind: number;
  of: number;
  word: number;
  bit: number;
  isList: boolean;
  targets: number;
  bound: number;
  isRequired: boolean;
  noted?: number;
}

export interface Numbering {
  valueSet: (url: string) => number;
  typeOf: (name: string) => number;
  targets: Targets;
}

/** The members of a type: their kinds, their bits and what they are limited to. */
export function membersOf(
  typeName: string,
  { isResource, elements }: TypeModel,
  numbering: Numbering,
): Row[] {
  let bits = 0;
  const nextBit = (): Pick<Row, 'word' | 'bit'> => {
    const at = bits++;
    if (at >= BITS * WORDS) throw new Error(`${typeName} has more members than bits.`);
    return { word: Math.floor(at / BITS), bit: 1 << (at % BITS) };
  };
  const plain = { of: 0, isList: false, targets: 0, bound: 0, isRequired: false };
  const rows: Row[] = isResource
    ? [
        {
          ...plain,
          property: 'resourceType',
          kind: KIND.resourceType,
          ...nextBit(),
          of: numbering.typeOf(typeName),
        },
      ]
    : [];
  for (const element of elements) {
    const place = nextBit();
    for (const type of element.types)
      rows.push({
        property: type.property,
        ...place,
        isList: element.isList,
        isRequired: element.min > 0,
        ...valueOf(typeName, isResource, type, numbering),
      });
    if (hasPlainExtension(element)) {
      const kind = { kind: KIND.complex, of: numbering.typeOf('Element') };
      rows.push({ ...plain, property: `_${element.types[0]?.property ?? ''}`, ...kind, ...nextBit() });
    }
  }
  return rows;
}

/** Extensions of primitives in lists and choices are rare and intricate: they take the closer look. */
const hasPlainExtension = ({ isList, types }: ElementModel): boolean =>
  !isList && types.length === 1 && (types[0]?.isPrimitive ?? false);

function valueOf(
  typeName: string,
  isOfResource: boolean,
  type: ElementType,
  { valueSet, typeOf, targets }: Numbering,
): Pick<Row, 'kind' | 'of' | 'targets' | 'bound' | 'noted'> {
  const none = { of: 0, targets: 0, bound: 0 };
  if (type.isPrimitive) {
    if (type.valueSet !== undefined && !CODE_FORMS[type.valueSet])
      return { ...none, kind: KIND.code, of: valueSet(type.valueSet) };
    if (type.valueSet !== undefined) return { ...none, kind: KIND.decoded + formNumber(type.valueSet) };
    const isReference = typeName === 'Reference' && type.property === 'reference';
    const kind = isReference ? KIND.reference : kindOf(rulesOf(type));
    const noted =
      isOfResource && type.property === 'id' ? NOTED.id : NOTED_MEMBERS[`${typeName}.${type.property}`];
    return { ...none, kind, ...(noted !== undefined && { noted }) };
  }
  if (type.type === 'Resource')
    return { ...none, kind: type.property === 'contained' ? KIND.contained : KIND.resource };
  if (type.valueSet !== undefined && !CODED.has(type.type))
    throw new Error(`The byte judge does not know bindings of ${type.type}.`);
  return {
    kind: KIND.complex,
    of: typeOf(type.type),
    targets: type.targets ? targets.row(type.targets) + 1 : 0,
    bound: type.valueSet === undefined ? 0 : valueSet(type.valueSet) + 1,
    ...(isOfResource && type.property === 'meta' && { noted: NOTED.meta }),
  };
}

/** Members that are judged when their object ends. */
const NOTED_MEMBERS: Readonly<Record<string, number | undefined>> = {
  'Reference.reference': NOTED.reference,
  'Reference.type': NOTED.referenceType,
  'Coding.system': NOTED.system,
  'Coding.code': NOTED.code,
  'Quantity.system': NOTED.system,
  'Quantity.code': NOTED.code,
  'Bundle.entry.fullUrl': NOTED.fullUrl,
};

/** Types with members that may be bound to a value set. */
const CODED: ReadonlySet<string> = new Set(['CodeableConcept', 'Coding', 'Quantity']);

const KINDS: Readonly<Record<string, number | undefined>> = {
  string: KIND.text,
  markdown: KIND.text,
  canonical: KIND.uri,
  uri: KIND.uri,
  url: KIND.uri,
  code: KIND.token,
  base64Binary: KIND.base64,
};

function kindOf(rules: string): number {
  const decoded = DECODED_TYPES.indexOf(rules);
  if (decoded >= 0) return KIND.decoded + decoded;
  const kind = KINDS[rules] ?? (KIND as Readonly<Record<string, number | undefined>>)[rules];
  if (kind === undefined) throw new Error(`The byte judge does not know the primitive type ${rules}.`);
  return kind;
}

const formNumber = (valueSet: string): number => DECODED_TYPES.length + DECODED_FORMS.indexOf(valueSet);
