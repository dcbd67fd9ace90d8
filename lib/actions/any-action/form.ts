import type { OperationName } from '../../healthlake/index.ts';
import { OPERATIONS, shapeOf, validateRequest } from '../../healthlake/index.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';

type Members = Readonly<Record<string, unknown>>;

/** An input in the form that the SDK takes, or what of it breaks the API's constraints. */
export type JudgedForm = { input: Record<string, unknown> } | { refusal: Refusal };

/**
 * Judges an input by the API's table (lib/healthlake/model.ts), before any call. What the service ignores, a member that the
 * action does not have, is refused: it may be a misspelt one that matters.
 */
export function judgeForm(action: OperationName, given: Members): JudgedForm {
  const { input: shape } = OPERATIONS[action];
  const [names] = knownBesideUnknown(shape, given);
  if (names !== undefined)
    return {
      refusal: refusal(
        'InvalidRequest',
        `The input has a member that the action does not have where it takes ${names.join(', ')}.`,
      ),
    };
  const input = withDates(shape, given) as Record<string, unknown>;
  const wrong = validateRequest(action, input).map(({ path, kind }) => `${path} (${kind})`);
  return wrong.length === 0
    ? { input }
    : { refusal: refusal('InvalidRequest', `Of the input, HealthLake would refuse: ${shown(wrong)}.`) };
}

/** The most that is said of what is wrong. */
const MOST_SHOWN = 8;

const shown = (wrong: readonly string[]): string =>
  [...wrong.slice(0, MOST_SHOWN), ...(wrong.length > MOST_SHOWN ? ['and more'] : [])].join(', ');

/** Of each structure that has a member which its shape does not have, the members that the shape has. */
function knownBesideUnknown(shapeName: string, value: unknown): string[][] {
  const shape = shapeOf(shapeName);
  if (shape.type === 'list')
    return Array.isArray(value)
      ? value.flatMap((item: unknown) => knownBesideUnknown(shape.member, item))
      : [];
  if (shape.type !== 'structure' || typeof value !== 'object' || value === null || Array.isArray(value))
    return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const of = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    return of === undefined ? [Object.keys(shape.members)] : knownBesideUnknown(of, member);
  });
}

/** ISO 8601 with a time zone, as JSON.stringify and the AWS CLI write times. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Turns times into what the SDK takes; `null` is as good as absent, as the service has it. */
function withDates(shapeName: string, value: unknown): unknown {
  const shape = shapeOf(shapeName);
  if (shape.type === 'timestamp') {
    const time = typeof value === 'number' ? value * 1000 : isIso(value) ? Date.parse(value) : NaN;
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? value : date;
  }
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item: unknown) => withDates(shape.member, item));
  if (shape.type !== 'structure' || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
      const of = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
      return member === null || of === undefined ? [] : [[name, withDates(of, member)]];
    }),
  );
}

const isIso = (value: unknown): value is string => typeof value === 'string' && ISO.test(value);
