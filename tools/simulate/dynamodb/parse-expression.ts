/** What an expression is made of. A path is a name of the item's own: the ledger has none that leads further in. */
export type Operand =
  | { kind: 'path'; name: string }
  | { kind: 'value'; name: string }
  | { kind: 'call'; name: string; args: Operand[] };

export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'compare'; operator: string; left: Operand; right: Operand }
  | { kind: 'between'; value: Operand; from: Operand; to: Operand }
  | { kind: 'call'; name: string; args: Operand[] };

export interface Update {
  set: { name: string; value: Operand }[];
  add: { name: string; value: Operand }[];
  delete: { name: string; value: Operand }[];
  remove: string[];
}

/** An expression that the table of the simulation does not understand: it says so instead of guessing. */
export class NotServed extends Error {
  override name = 'NotServed';
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[:#]?[A-Za-z_][\w]*)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new NotServed(`the expression ${text}`);
    tokens.push(token);
  }
  return tokens;
}

/** Reads tokens one by one. */
function reader(text: string) {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (): string => (tokens[at] ?? '').toUpperCase();
  const next = (): string => tokens[at++] ?? '';
  const takes = (token: string): boolean => {
    if (peek() !== token) return false;
    at += 1;
    return true;
  };
  const expect = (token: string): void => {
    if (!takes(token)) throw new NotServed(`${token} is missing in the expression ${text}`);
  };
  const list = <Part>(part: () => Part): Part[] => {
    const parts = [part()];
    while (takes(',')) parts.push(part());
    return parts;
  };
  const operand = (): Operand => {
    const name = next();
    if (!/^[:#]?\w+$/.test(name)) throw new NotServed(`the expression ${text}`);
    if (name.startsWith(':')) return { kind: 'value', name };
    if (!takes('(')) return { kind: 'path', name };
    const args = list(operand);
    expect(')');
    return { kind: 'call', name, args };
  };
  return { peek, next, takes, expect, list, operand, isAtEnd: () => at >= tokens.length };
}

type Reader = ReturnType<typeof reader>;

function or(read: Reader): Condition {
  const parts = [and(read)];
  while (read.takes('OR')) parts.push(and(read));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
}

function and(read: Reader): Condition {
  const parts = [not(read)];
  while (read.takes('AND')) parts.push(not(read));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
}

function not(read: Reader): Condition {
  if (read.takes('NOT')) return { kind: 'not', part: not(read) };
  if (read.takes('(')) {
    const inner = or(read);
    read.expect(')');
    return inner;
  }
  const left = read.operand();
  if (read.takes('BETWEEN')) {
    const from = read.operand();
    read.expect('AND');
    return { kind: 'between', value: left, from, to: read.operand() };
  }
  if (/^(?:=|<>|<|<=|>|>=)$/.test(read.peek()))
    return { kind: 'compare', operator: read.next(), left, right: read.operand() };
  if (left.kind !== 'call') throw new NotServed('a condition that is neither a comparison nor a function');
  return left;
}

function condition(text: string): Condition {
  const read = reader(text);
  const parsed = or(read);
  if (!read.isAtEnd()) throw new NotServed(`the expression ${text}`);
  return parsed;
}

function update(text: string): Update {
  const read = reader(text);
  const parsed: Update = { set: [], add: [], delete: [], remove: [] };
  const pair = (): { name: string; value: Operand } => ({ name: read.next(), value: read.operand() });
  while (!read.isAtEnd()) {
    if (read.takes('SET'))
      parsed.set.push(
        ...read.list(() => {
          const name = read.next();
          read.expect('=');
          return { name, value: read.operand() };
        }),
      );
    else if (read.takes('ADD')) parsed.add.push(...read.list(pair));
    else if (read.takes('DELETE')) parsed.delete.push(...read.list(pair));
    else if (read.takes('REMOVE')) parsed.remove.push(...read.list(read.next));
    else throw new NotServed(`the expression ${text}`);
  }
  return parsed;
}

/** A few dozen texts come again a million times. */
const remembered = <Parsed>(parse: (text: string) => Parsed): ((text: string) => Parsed) => {
  const known = new Map<string, Parsed>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const parsed = parse(text);
    known.set(text, parsed);
    return parsed;
  };
};

export const parseCondition = remembered(condition);
export const parseUpdate = remembered(update);
