import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import type { ElementRows, ElementRowsOf } from './element-rows.ts';
import type { RecordedLine } from './recorded-line.ts';

/** Elements that an expression leads to, from what it is asked of or from the resource that is in. */
export interface Path {
  isOfResource: boolean;
  steps: readonly ElementRows[];
  /** Their type, where all have the same. */
  type: string | undefined;
}

/** The types of what an expression is asked of, and of the resource that it is in. */
export interface Asked {
  type: string;
  resource: string | undefined;
}

/** What expressions are asked with. */
export interface Asking {
  line: RecordedLine;
  rows: ElementRowsOf;
  /** The entry of the resource that is asked. */
  resource: () => number;
}

/** The path of an expression; undefined where it is none, or leads through what has several types. */
export function pathOf(expression: Expression, asked: Asked, rows: ElementRowsOf): Path | undefined {
  if (expression.kind === 'this') return { isOfResource: false, steps: [], type: asked.type };
  if (expression.kind === 'external')
    return expression.name === 'resource' && asked.resource !== undefined
      ? { isOfResource: true, steps: [], type: asked.resource }
      : undefined;
  if (expression.kind === 'call' && expression.name === 'trace' && expression.of)
    return pathOf(expression.of, asked, rows);
  if (expression.kind === 'call' && expression.name === 'ofType') return pathOfType(expression, asked, rows);
  if (expression.kind !== 'member') return undefined;
  const { of, name } = expression;
  // At the begin of a path the name may be that of the type itself.
  if (!of && name === asked.type) return { isOfResource: false, steps: [], type: asked.type };
  const from = pathOf(of ?? { kind: 'this' }, asked, rows);
  if (from?.steps.at(-1) === NOWHERE) return from;
  if (from?.type === undefined) return undefined;
  const elements = rows.elementsOf(from.type);
  // What a type has not is nowhere. Elements of primitives are beside them.
  const step = elements.get(name) ?? (elements.size > 0 ? NOWHERE : undefined);
  if (!step) return undefined;
  const [type, ...more] = new Set(step.types.values());
  const isKnown = more.length === 0 && type !== 'Resource';
  return { ...from, steps: [...from.steps, step], type: isKnown ? type : undefined };
}

const NOWHERE: ElementRows = {
  element: { name: '', min: 0, isList: false, types: [] },
  types: new Map(),
  all: [],
  extensions: -2,
  isPrimitive: false,
};

/**
 * Values of a type among those of a path: all or none where the path has one type, those of the type where it leads to a choice; not
 * where it may have a type that specialises it.
 */
function pathOfType(
  { of, parameters }: Expression & { kind: 'call' },
  asked: Asked,
  rows: ElementRowsOf,
): Path | undefined {
  const path = pathOf(of ?? { kind: 'this' }, asked, rows);
  const [type] = parameters;
  if (!path || type?.kind !== 'member' || type.of) return undefined;
  const { name } = type;
  if (path.type === name) return path;
  const last = path.steps.at(-1);
  const types = path.type === undefined ? [...(last?.types.values() ?? [])] : [path.type];
  const mayBeLike = types.some((each) => each === 'Resource' || (each !== name && rows.isOf(each, name)));
  if (mayBeLike || rows.elementsOf(name).size === 0) return undefined;
  if (!types.includes(name)) return { ...path, steps: [...path.steps, NOWHERE], type: name };
  const ofType = new Map([...(last?.types ?? [])].filter(([, each]) => each === name));
  const step = { ...NOWHERE, types: ofType, all: [...ofType.keys()] };
  return { ...path, steps: [...path.steps.slice(0, -1), step], type: name };
}

/**
 * Calls `visit` for each value that steps lead to, until it says true.
 * @returns whether it did
 */
export function someAt(
  line: RecordedLine,
  steps: readonly ElementRows[],
  entry: number,
  visit: (entry: number) => boolean,
  from = 0,
): boolean {
  const step = steps[from];
  if (!step) return visit(entry);
  const end = line.behind(entry);
  for (let at = entry + ENTRY_FIELDS; at < end; at = line.behind(at)) {
    const member = line.memberAt(at);
    const isOfStep = step.types.has(member) || (from === steps.length - 1 && member === step.extensions);
    if (isOfStep && someAt(line, steps, at, visit, from + 1)) return true;
  }
  return false;
}

/** Whether a path leads to anything. */
export function isThere({ steps, isOfResource }: Path, from: number, { line, resource }: Asking): boolean {
  const [step] = steps;
  const entry = isOfResource ? resource() : from;
  if (!step || steps.length > 1) return someAt(line, steps, entry, () => true);
  const { all } = step;
  const end = line.behind(entry);
  for (let at = entry + ENTRY_FIELDS; at < end; at = line.behind(at))
    if (all.includes(line.memberAt(at))) return true;
  return false;
}

/** The one value that a path leads to; -1 where there is none, undefined where there are several, or one that is extended. */
export function onlyAt({ steps, isOfResource }: Path, from: number, asking: Asking): number | undefined {
  const { line, resource } = asking;
  const entry = isOfResource ? resource() : from;
  const [step] = steps;
  if (step && steps.length === 1) return onlyChild(step, entry, line);
  const extensions = steps.at(-1)?.extensions;
  let count = 0;
  let found = -1;
  someAt(line, steps, entry, (each) => {
    count += line.memberAt(each) === extensions && extensions !== -1 ? 2 : 1;
    found = each;
    return count > 1;
  });
  return count > 1 ? undefined : found;
}

function onlyChild({ all, extensions }: ElementRows, entry: number, line: RecordedLine): number | undefined {
  let found = -1;
  const end = line.behind(entry);
  for (let at = entry + ENTRY_FIELDS; at < end; at = line.behind(at)) {
    const member = line.memberAt(at);
    if (!all.includes(member)) continue;
    if (found >= 0 || member === extensions) return undefined;
    found = at;
  }
  return found;
}
