import { codeFormCheck } from './code-forms.ts';
import type { Faults } from '../messages/fault.ts';
import { quoted } from '../messages/fault.ts';
import type { ElementType, Model, ValueSetModel } from '../definitions/model.ts';
import { referencedType } from './references.ts';

interface Coding {
  system?: unknown;
  code?: unknown;
}

/** Checks a required binding: of a code, a Coding, a Quantity's unit, or one of a CodeableConcept's codings. */
export function checkBinding(
  faults: Faults,
  model: Model,
  value: unknown,
  type: ElementType,
  path: string,
): void {
  const { valueSet } = type;
  if (valueSet === undefined) return;
  const codes = model.valueSets[valueSet];
  const fault = codes ? bindingFault(codes, value, type.type) : formFault(valueSet, value);
  if (fault === undefined) return;
  faults.add(
    'binding',
    path,
    `${fault} is not in the value set ${valueSet}, and a code is required from this value set`,
  );
}

const formFault = (valueSet: string, value: unknown): string | undefined =>
  codeFormCheck(valueSet)(value) ? undefined : valueText(value);

const valueText = (value: unknown): string => `The value provided (${quoted(value)})`;

/** The words for what is not in the value set. */
export function bindingFault(codes: ValueSetModel, value: unknown, type: string): string | undefined {
  if (typeof value === 'string')
    return Object.values(codes).some((known) => known.includes(value)) ? undefined : valueText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (type !== 'CodeableConcept')
    return isIn(codes, value) ? undefined : `The coding provided (${codingText(value)})`;
  const { coding } = value as { coding?: unknown };
  if (!Array.isArray(coding)) return 'No code is provided, so it';
  if (coding.some((each) => isCoding(each) && isIn(codes, each))) return undefined;
  return `None of the codings provided (${coding.slice(0, 3).filter(isCoding).map(codingText).join(', ')})`;
}

const isCoding = (value: unknown): value is Coding => typeof value === 'object' && value !== null;

function isIn(codes: ValueSetModel, { system, code }: Coding): boolean {
  if (typeof system !== 'string' || typeof code !== 'string') return false;
  return Object.hasOwn(codes, system) && (codes[system]?.includes(code) ?? false);
}

const codingText = ({ system, code }: Coding): string => quoted(`${textOf(system)}#${textOf(code)}`);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Checks the form of a literal reference, or the type it is to where the element limits that. */
export function checkTargets(
  faults: Faults,
  model: Model,
  value: unknown,
  type: ElementType,
  path: string,
): void {
  if (type.type !== 'Reference' || typeof value !== 'object' || value === null) return;
  const { reference } = value as { reference?: unknown };
  if (typeof reference !== 'string' || reference === '') return;
  const to = referencedType(reference);
  const isKnown = to !== undefined && (to === '' || (model.types[to]?.isResource ?? false));
  if (type.property === 'reference') {
    if (!isKnown && !reference.startsWith('http'))
      faults.add(
        'reference',
        path,
        `The reference ${quoted(reference)} is none: Type/id, Type?criteria, #id, a URL or a URN`,
      );
    return;
  }
  if (type.targets && isKnown && to !== '' && !type.targets.includes(to))
    faults.add(
      'reference',
      path,
      `The reference is to ${to}, but only ${type.targets.join(', ')} is allowed here`,
    );
}
