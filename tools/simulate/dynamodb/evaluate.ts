import type { Condition, Operand, Update } from './parse-expression.ts';
import { NotServed } from './parse-expression.ts';

/** An attribute by its type: `{ S: 'text' }`. */
export type Attribute = Readonly<Record<string, unknown>>;
export type Item = Record<string, Attribute>;

/** What stands for the `#names` and `:values` of an expression. */
export interface Placeholders {
  ExpressionAttributeNames?: Readonly<Record<string, string>>;
  ExpressionAttributeValues?: Readonly<Record<string, Attribute>>;
}

/** A request as the AWS JSON protocol has it. */
export type TableRequest = Placeholders &
  Readonly<Record<string, unknown>> & { ConditionExpression?: string; UpdateExpression?: string };

const nameOf = (name: string, { ExpressionAttributeNames = {} }: Placeholders): string =>
  name.startsWith('#') ? (ExpressionAttributeNames[name] ?? name) : name;

function valueOf(operand: Operand, item: Item, given: Placeholders): Attribute | undefined {
  switch (operand.kind) {
    case 'path':
      return item[nameOf(operand.name, given)];
    case 'value':
      return given.ExpressionAttributeValues?.[operand.name];
    case 'call': {
      const [first, second] = operand.args;
      if (operand.name !== 'if_not_exists' || !first || !second)
        throw new NotServed(`the function ${operand.name} as a value`);
      return valueOf(first, item, given) ?? valueOf(second, item, given);
    }
  }
}

const typeOf = (attribute: Attribute): string => Object.keys(attribute)[0] ?? '';

/** Less than, equal to or greater than 0; undefined of values that do not compare. */
function order(left: Attribute | undefined, right: Attribute | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const type = typeOf(left);
  if (type !== typeOf(right)) return undefined;
  if (type === 'N') return Number(left.N) - Number(right.N);
  if (type === 'S') return inOrderOfBytes(String(left.S), String(right.S));
  return JSON.stringify(left) === JSON.stringify(right) ? 0 : undefined;
}

/** DynamoDB sorts texts by their UTF-8 bytes. */
export function inOrderOfBytes(left: string, right: string): number {
  if (left === right) return 0;
  // Where all is ASCII, as nearly always, the units are the bytes.
  return /[^\0-\x7f]/.test(left + right)
    ? Buffer.compare(Buffer.from(left), Buffer.from(right))
    : left < right
      ? -1
      : 1;
}

const COMPARISONS: Readonly<Record<string, (order: number | undefined) => boolean>> = {
  '=': (by) => by === 0,
  '<>': (by) => by !== 0,
  '<': (by) => by !== undefined && by < 0,
  '<=': (by) => by !== undefined && by <= 0,
  '>': (by) => by !== undefined && by > 0,
  '>=': (by) => by !== undefined && by >= 0,
};

const FUNCTIONS: Readonly<Record<string, (values: (Attribute | undefined)[]) => boolean>> = {
  attribute_exists: ([value]) => value !== undefined,
  attribute_not_exists: ([value]) => value === undefined,
  begins_with: ([text, start]) =>
    typeof text?.S === 'string' && typeof start?.S === 'string' && text.S.startsWith(start.S),
  contains: ([within, sought]) => {
    if (!within || !sought) return false;
    if (typeof within.S === 'string') return typeof sought.S === 'string' && within.S.includes(sought.S);
    const members = within[`${typeOf(sought)}S`];
    return Array.isArray(members) && members.includes(sought[typeOf(sought)]);
  },
};

/** Whether a condition holds for an item; an item that is not there has no attribute. */
export function holds(condition: Condition, item: Item, given: Placeholders): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, item, given));
    case 'or':
      return condition.parts.some((part) => holds(part, item, given));
    case 'not':
      return !holds(condition.part, item, given);
    case 'between': {
      const [value, from, to] = [condition.value, condition.from, condition.to].map((each) =>
        valueOf(each, item, given),
      );
      return (order(value, from) ?? -1) >= 0 && (order(value, to) ?? 1) <= 0;
    }
    case 'compare':
      return (
        COMPARISONS[condition.operator]?.(
          order(valueOf(condition.left, item, given), valueOf(condition.right, item, given)),
        ) ?? false
      );
    case 'call': {
      const judge = FUNCTIONS[condition.name];
      if (!judge) throw new NotServed(`the function ${condition.name} in a condition`);
      return judge(condition.args.map((each) => valueOf(each, item, given)));
    }
  }
}

/** The item as an update leaves it. @throws Error where a value is not there, or of another type */
export function updated(update: Update, before: Item, given: Placeholders): Item {
  const after = { ...before };
  for (const { name, value } of update.set) {
    const set = valueOf(value, before, given);
    if (!set)
      throw new Error('The provided expression refers to an attribute that does not exist in the item');
    after[nameOf(name, given)] = set;
  }
  for (const name of update.remove) Reflect.deleteProperty(after, nameOf(name, given));
  for (const { name, value } of update.add) {
    const added = valueOf(value, before, given) ?? {};
    after[nameOf(name, given)] = sum(before[nameOf(name, given)], added);
  }
  for (const { name, value } of update.delete) {
    const left = less(before[nameOf(name, given)], valueOf(value, before, given) ?? {});
    if (left) after[nameOf(name, given)] = left;
    else Reflect.deleteProperty(after, nameOf(name, given));
  }
  return after;
}

const membersOf = (attribute: Attribute | undefined, type: string): unknown[] =>
  (attribute?.[type] ?? []) as unknown[];

function sum(before: Attribute | undefined, added: Attribute): Attribute {
  const type = typeOf(added);
  if (before && typeOf(before) !== type)
    throw new Error('An operand in the update expression has an incorrect data type');
  if (type === 'N') return { N: String(Number(before?.N ?? 0) + Number(added.N)) };
  const had = membersOf(before, type);
  const known = new Set(had);
  return { [type]: [...had, ...membersOf(added, type).filter((member) => !known.has(member))] };
}

function less(before: Attribute | undefined, taken: Attribute): Attribute | undefined {
  if (!before) return undefined;
  const type = typeOf(taken);
  const gone = new Set(membersOf(taken, type));
  const left = membersOf(before, type).filter((member) => !gone.has(member));
  return left.length === 0 ? undefined : { [type]: left };
}

/** The attributes of an item that a ProjectionExpression names. */
export const projected = (item: Item, names: readonly string[], given: Placeholders): Item =>
  Object.fromEntries(
    names.flatMap((name) => {
      const own = nameOf(name.trim(), given);
      return item[own] === undefined ? [] : [[own, item[own]]];
    }),
  );
