import { parseArgs } from 'node:util';
import type { Command, NumberRange, Option, OptionValues } from './command.ts';
import { optionsOf } from './command.ts';
import { didYouMean } from './did-you-mean.ts';

/** What follows a command's name on a command line. */
export interface ReadLine {
  values: OptionValues;
  operand?: string;
  more?: readonly string[];
}

/**
 * Reads what follows a command's name and judges it by the command's table of options, alike for all commands.
 * @returns a text where it cannot be understood
 */
export function readLine(command: Command, args: readonly string[]): ReadLine | string {
  const { operand } = command;
  const options = optionsOf(command);
  // Not strictly: Node's texts name neither what comes near nor what is there.
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const wrong = judgeGiven(token, options, given);
    if (wrong !== undefined) return wrong;
  }
  const [first, ...more] = positionals;
  const wrong =
    judgeOperand(operand, first, more, values) ??
    judgeTogether(options, values) ??
    command.judge?.(values, first);
  if (wrong !== undefined) return wrong;
  return first === undefined ? { values } : { values, operand: first, more };
}

interface Given {
  name: string;
  rawName: string;
  value?: string | undefined;
}

/** Judges one option as it stands on the command line. */
function judgeGiven(
  { name, rawName, value }: Given,
  options: Command['options'],
  before: Map<string, string>,
): string | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option || !rawName.startsWith('--'))
    return `there is no option ${rawName}${didYouMean(rawName, optionNames(options))}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `--${name} takes no value`;
  // `--state --memory`: what follows is another option, and no value.
  if (value === undefined || (value.startsWith('--') && Object.hasOwn(options, value.slice(2))))
    return `--${name} needs a value: ${option.placeholder ?? '<value>'}`;
  if (value.trim() === '') return `--${name}: its value is empty`;
  const earlier = before.get(name);
  if (!option.multiple && earlier !== undefined && earlier !== value)
    return `--${name} is given twice, as ${earlier} and as ${value}`;
  before.set(name, value);
  return judgeValue(name, option, value);
}

function judgeValue(name: string, { number, oneOf, form }: Option, value: string): string | undefined {
  if (number !== undefined && !isIn(number, value))
    return `--${name} ${value}: must be a whole number from ${number.from} to ${number.to}`;
  if (oneOf !== undefined && !oneOf.includes(value))
    return `--${name} ${value}: there is ${oneOf.join(', ')}`;
  if (form?.fits(value) === false) return `--${name} takes ${form.takes}`;
  return undefined;
}

const isIn = ({ from, to }: NumberRange, value: string): boolean =>
  /^\d{1,15}$/.test(value) && Number(value) >= from && Number(value) <= to;

function judgeOperand(
  operand: Command['operand'],
  first: string | undefined,
  [second]: readonly string[],
  values: OptionValues,
): string | undefined {
  if (first === undefined) return operand?.usage.startsWith('<') ? `${operand.usage} is missing` : undefined;
  if (!operand) return `${first}: it takes options only`;
  if (first.trim() === '') return `${operand.usage}: it is empty`;
  if (operand.oneOf?.includes(first) === false) return `${first}: there is ${operand.oneOf.join(', ')}`;
  if (second !== undefined && !operand.usage.endsWith('...')) return `${second}: one is enough`;
  const against = operand.not?.find((name) => isSet(values[name]));
  return against === undefined ? undefined : `either ${operand.usage} or --${against}, not both`;
}

/** Judges options against each other. */
function judgeTogether(options: Command['options'], values: OptionValues): string | undefined {
  for (const [name, { needs, not = [] }] of Object.entries(options)) {
    if (!isSet(values[name])) continue;
    if (needs !== undefined && !isSet(values[needs]))
      return `--${name} goes with --${needs}, which is missing`;
    const against = not.find((other) => isSet(values[other]));
    if (against !== undefined) return `either --${name} or --${against}, not both`;
  }
  return undefined;
}

const isSet = (value: OptionValues[string]): boolean => value !== undefined && value !== false;

const optionNames = (options: Command['options']): string[] => [
  ...Object.keys(options).map((name) => `--${name}`),
  '--help',
];

/** The whole number of an option, which its range has judged. */
export function numberOf(values: OptionValues, name: string, standard: number): number {
  const value = values[name];
  return value === undefined ? standard : Number(value);
}
