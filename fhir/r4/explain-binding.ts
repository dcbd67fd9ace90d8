import type { ElementType, Model, ValueSetModel } from '../definitions/model.ts';
import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { quoted } from '../messages/quoted.ts';
import { codeFormCheck } from './code-forms.ts';

interface Coding {
  system?: unknown;
  code?: unknown;
}

/** A value set whose codes are all known. */
export interface KnownValueSet {
  url: string;
  codes: ValueSetModel;
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
  const fault = codes ? bindingFault({ url: valueSet, codes }, value, type.type) : formFault(valueSet, value);
  if (fault !== undefined) faults.add('binding', path, fault);
}

const formFault = (valueSet: string, value: unknown): string | undefined =>
  codeFormCheck(valueSet)(value) ? undefined : notInSet(value, valueSet);

const notInSet = (value: unknown, valueSet: string): string =>
  message('valueNotInSet', { provided: quoted(value), valueSet });

/** Says that a value is not in the value set; undefined where it is. */
export function bindingFault(
  { url: valueSet, codes }: KnownValueSet,
  value: unknown,
  type: string,
): string | undefined {
  if (typeof value === 'string')
    return Object.values(codes).some((known) => known.includes(value))
      ? undefined
      : notInSet(value, valueSet);
  if (typeof value !== 'object' || value === null) return undefined;
  if (type !== 'CodeableConcept')
    return isIn(codes, value)
      ? undefined
      : message('codingNotInSet', { provided: codingText(value), valueSet });
  const { coding } = value as { coding?: unknown };
  if (!Array.isArray(coding)) return message('noCodeInSet', { valueSet });
  if (coding.some((each) => isCoding(each) && isIn(codes, each))) return undefined;
  const provided = coding.slice(0, 3).filter(isCoding).map(codingText).join(', ');
  return message('codingsNotInSet', { provided, valueSet });
}

const isCoding = (value: unknown): value is Coding => typeof value === 'object' && value !== null;

function isIn(codes: ValueSetModel, { system, code }: Coding): boolean {
  if (typeof system !== 'string' || typeof code !== 'string') return false;
  return Object.hasOwn(codes, system) && (codes[system]?.includes(code) ?? false);
}

const codingText = ({ system, code }: Coding): string => quoted(`${textOf(system)}#${textOf(code)}`);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
