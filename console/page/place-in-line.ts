/** Offsets of a part of a text: its first character, and the one behind its last. */
export type Span = readonly [from: number, to: number];

/**
 * Where an element stands in a line of JSON: from the name of its member to the end of its value. Of an element that is
 * missing, it is what is nearest around it.
 * @param path as an issue names it, with positions: `Patient.name[1].given[0]` (R4, OperationOutcome.issue.expression)
 * @returns undefined where the path leads nowhere, or the line is no JSON
 */
export function placeInLine(line: string, path: string): Span | undefined {
  const steps = path
    .split('.')
    .slice(1)
    .flatMap((step) => [...step.matchAll(/[^[\]]+/g)].map(([part]) => part));
  let span: Span | undefined;
  let at = afterSpace(line, 0);
  try {
    for (const step of steps) {
      const found = childOf(line, at, step);
      if (!found) break;
      span = [found.from, found.to];
      at = found.value;
    }
    return span;
  } catch (error) {
    if (error instanceof NoJson) return span;
    throw error;
  }
}

class NoJson extends Error {}

interface Child {
  /** Where its name begins, or its value in a list. */
  from: number;
  value: number;
  to: number;
}

/** A member of an object, or an entry of a list, that begins at `at`. */
function childOf(line: string, at: number, step: string): Child | undefined {
  const isList = line[at] === '[';
  // A list that a path names without a position has the element in its first entry, if it has one alone.
  if (isList && !/^\d+$/.test(step)) {
    const [only, ...more] = childrenOf(line, at);
    return only && more.length === 0 ? childOf(line, only.value, step) : undefined;
  }
  if (!isList && line[at] !== '{') return undefined;
  // A position on what is no list means the only one.
  if (!isList && step === '0') return { from: at, value: at, to: endOf(line, at) };
  return childrenOf(line, at).find(({ name }, position) =>
    isList ? position === Number(step) : name === step || isChoice(name, step),
  );
}

/** `valueString` for `value`: the elements of R4 that come in several types (R4, "Choice of Data Types"). */
const isChoice = (name: string, step: string): boolean =>
  name.startsWith(step) && /^[A-Z]/.test(name.slice(step.length));

function childrenOf(line: string, at: number): (Child & { name: string })[] {
  const isList = line[at] === '[';
  const children: (Child & { name: string })[] = [];
  let next = afterSpace(line, at + 1);
  while (line[next] !== '}' && line[next] !== ']') {
    const from = next;
    let name = '';
    if (!isList) {
      const end = endOf(line, next);
      name = line.slice(next + 1, end - 1);
      next = afterSpace(line, end);
      if (line[next] !== ':') throw new NoJson();
      next = afterSpace(line, next + 1);
    }
    const to = endOf(line, next);
    children.push({ name, from, value: next, to });
    next = afterSpace(line, to);
    if (line[next] === ',') next = afterSpace(line, next + 1);
    else if (line[next] !== '}' && line[next] !== ']') throw new NoJson();
  }
  return children;
}

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const BARE = /[^\s,:[\]{}"]+/y;

/** Where the value that begins at `at` ends. @throws NoJson */
function endOf(line: string, at: number): number {
  let depth = 0;
  let next = at;
  do {
    const sign = line[next] ?? '';
    if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (/[[\]{},:]/.test(sign)) next++;
    else {
      const part = sign === '"' ? STRING : BARE;
      part.lastIndex = next;
      if (!part.test(line)) throw new NoJson();
      next = part.lastIndex;
    }
    if (depth > 0) next = afterSpace(line, next);
  } while (depth > 0);
  return next;
}

function afterSpace(line: string, at: number): number {
  let next = at;
  while (next < line.length && /\s/.test(line[next] ?? '')) next++;
  return next;
}
