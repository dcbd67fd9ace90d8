import { QUOTE } from '../bytes/bytes.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { order } from '../fhirpath/order.ts';
import type { Asked, Asking, Path } from './paths.ts';
import { onlyAt, pathOf, someAt } from './paths.ts';
import type { RecordedLine } from './recorded-line.ts';
import type { Question } from './sure.ts';
import { EMPTY, UNSURE, sure, unsure } from './sure.ts';

const HOLDS: Readonly<Record<string, ((order: number) => boolean) | undefined>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Which of two comes first, as `order` says it; undefined where that is not known. */
type Order = (entry: number) => number | undefined;

/** Comparisons of two dates, of a number with another, and of how many there are. */
export function comparison(
  { operator, left, right }: Expression & { kind: 'binary' },
  asked: Asked,
  asking: Asking,
): Question {
  const holds = HOLDS[operator];
  const compare = orderOfDates(left, right, asked, asking) ?? orderOfNumbers(left, right, asked, asking);
  if (!holds || !compare) return unsure;
  return (entry) => {
    const found = compare(entry);
    return found === undefined || Number.isNaN(found) ? UNSURE : sure(holds(found));
  };
}

const DATES: ReadonlySet<string | undefined> = new Set(['date', 'dateTime', 'instant']);

function orderOfDates(left: Expression, right: Expression, asked: Asked, asking: Asking): Order | undefined {
  const [one, other] = [pathOf(left, asked, asking.rows), pathOf(right, asked, asking.rows)];
  if (!DATES.has(one?.type) || !DATES.has(other?.type) || !one || !other) return undefined;
  const { line } = asking;
  return (entry) => {
    const [a, b] = [onlyAt(one, entry, asking), onlyAt(other, entry, asking)];
    if (a === undefined || b === undefined || a < 0 || b < 0) return undefined;
    return orderAsWritten(line, a, b) ?? order(line.textAt(a), line.textAt(b));
  };
}

const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
/** Where of a date/time its seconds begin, and the characters of an offset. */
const SECONDS = 17;
const OFFSET = 6;
const SIX = 0x36;

/** The order of dates of the same form and time zone: that of their texts. Undefined of others. */
function orderAsWritten({ bytes, startAt }: RecordedLine, one: number, other: number): number | undefined {
  const [a, b] = [startAt(one) + 1, startAt(other) + 1];
  let length = 0;
  let first = -1;
  for (; bytes[a + length] !== QUOTE; length++)
    if (first < 0 && bytes[a + length] !== bytes[b + length]) first = length;
  if (bytes[b + length] !== QUOTE) return undefined;
  if (first < 0) return 0;
  if (bytes[a + 10] === LETTER_T) {
    const zone = bytes[a + length - 1] === LETTER_Z && bytes[b + length - 1] === LETTER_Z ? 1 : OFFSET;
    if (first >= length - zone) return undefined;
    for (let at = length - zone; at < length; at++) if (bytes[a + at] !== bytes[b + at]) return undefined;
    // A leap second is the one before it.
    if (bytes[a + SECONDS] === SIX || bytes[b + SECONDS] === SIX) return undefined;
  }
  return (bytes[a + first] ?? 0) - (bytes[b + first] ?? 0);
}

function orderOfNumbers(
  left: Expression,
  right: Expression,
  asked: Asked,
  asking: Asking,
): Order | undefined {
  const [one, other] = [numberOf(left, asked, asking), numberOf(right, asked, asking)];
  return one && other
    ? (entry) => {
        const [a, b] = [one(entry), other(entry)];
        return a === undefined || b === undefined ? undefined : a - b;
      }
    : undefined;
}

const NUMBERS: ReadonlySet<string | undefined> = new Set([
  'decimal',
  'integer',
  'positiveInt',
  'unsignedInt',
]);

function numberOf(expression: Expression, asked: Asked, asking: Asking): Order | undefined {
  if (expression.kind === 'literal') {
    const { value } = expression;
    return typeof value === 'number' ? () => value : undefined;
  }
  if (expression.kind === 'call' && expression.name === 'count' && expression.of)
    return countOf(pathOf(expression.of, asked, asking.rows), asking);
  if (expression.kind === 'binary' && expression.operator === '+') {
    const [one, other] = [
      numberOf(expression.left, asked, asking),
      numberOf(expression.right, asked, asking),
    ];
    return one && other && ((entry) => (one(entry) ?? NaN) + (other(entry) ?? NaN));
  }
  const path = pathOf(expression, asked, asking.rows);
  if (!path || !NUMBERS.has(path.type)) return undefined;
  return (from) => {
    const entry = onlyAt(path, from, asking);
    const value = entry === undefined || entry < 0 ? undefined : asking.line.valueAt(entry);
    return typeof value === 'number' ? value : undefined;
  };
}

/** How many values an element has. */
function countOf(path: Path | undefined, { line }: Asking): Order | undefined {
  const [step, ...more] = path?.steps ?? [];
  if (!path || !step || more.length > 0 || path.isOfResource) return undefined;
  return (from) => {
    let count = 0;
    someAt(line, path.steps, from, () => {
      count++;
      // A primitive and its extensions are one.
      return !step.element.isList;
    });
    return count;
  };
}

const OF_TEXTS: Readonly<Record<string, ((text: string, other: string) => boolean) | undefined>> = {
  contains: (text, other) => text.includes(other),
  startsWith: (text, other) => text.startsWith(other),
};

/** What a function asks of a text; undefined where it is none that does. */
export function textQuestion(
  { name, of, parameters }: Expression & { kind: 'call' },
  asked: Asked,
  asking: Asking,
): Question | undefined {
  const [other] = parameters;
  const asks = OF_TEXTS[name];
  const path = of && pathOf(of, asked, asking.rows);
  if (!asks || !path || other?.kind !== 'literal' || typeof other.value !== 'string') return undefined;
  const { value } = other;
  return (from) => {
    const entry = onlyAt(path, from, asking);
    if (entry === undefined) return UNSURE;
    const text = entry < 0 ? undefined : asking.line.textAt(entry);
    return entry < 0 ? EMPTY : text === undefined ? UNSURE : sure(asks(text, value));
  };
}
