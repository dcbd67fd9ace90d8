import { codeFormCheck } from './code-forms.ts';
import type { Faults } from './fault.ts';
import { quoted } from './fault.ts';
import type { ElementType, Model, ValueSetModel } from './model.ts';
import type { Surroundings } from './line-references.ts';
import { namedType, targetType } from './line-references.ts';

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

/** Checks the form of a literal reference, and that the type which is named beside it is its own. */
export function checkReference(
  faults: Faults,
  model: Model,
  value: Reference,
  surroundings: Surroundings,
  path: string,
): void {
  const { reference, type } = value;
  if (typeof reference !== 'string' || reference === '') return;
  const to = targetType(reference, surroundings);
  const isKnown = to !== undefined && (to === '' || isResource(model, to));
  if (!isKnown && !reference.startsWith('http'))
    faults.add(
      'reference',
      path,
      `The reference ${quoted(reference)} is none: Type/id, Type?criteria, #id, a URL or a URN`,
    );
  else if (isKnown && to !== '' && typeof type === 'string' && namedType(type) !== to)
    faults.add('reference', path, `The reference is to ${to}, but its type is given as ${quoted(type)}`);
}

/** Checks the type that a reference is to, or that it names, where the element limits it. */
export function checkTargets(
  faults: Faults,
  model: Model,
  value: unknown,
  { type: name, targets }: ElementType,
  surroundings: Surroundings,
  path: string,
): void {
  if (name !== 'Reference' || !targets || typeof value !== 'object' || value === null) return;
  const fault = targetFault(value, targets, surroundings, (type) => isResource(model, type));
  if (fault !== undefined) faults.add('reference', path, fault);
}

/** What is wrong with the type that a reference is to, or else with the one that is named for it. */
export function targetFault(
  { reference, type }: Reference,
  targets: readonly string[],
  surroundings: Surroundings,
  isType: (name: string) => boolean = () => true,
): string | undefined {
  const to = typeof reference === 'string' ? targetType(reference, surroundings) : '';
  const named = typeof type === 'string' ? namedType(type) : '';
  const only = `but only ${targets.join(', ')} is allowed here`;
  if (to !== undefined && to !== '' && isType(to))
    return targets.includes(to) ? undefined : `The reference is to ${to}, ${only}`;
  return named === '' || targets.includes(named)
    ? undefined
    : `The type of the reference is ${quoted(named)}, ${only}`;
}

interface Reference {
  reference?: unknown;
  type?: unknown;
}

const isResource = (model: Model, type: string): boolean =>
  Object.hasOwn(model.types, type) && (model.types[type]?.isResource ?? false);
