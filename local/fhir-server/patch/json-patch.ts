import { FhirError, badRequest } from '../http/fhir-error.ts';
import { copied, isEqual, isJsonObject, setMember } from './exact-json.ts';

/** What cannot be applied to this resource. */
export const inapplicable = (diagnostics: string): FhirError => new FhirError(422, 'processing', diagnostics);

interface Step {
  op: string;
  path: readonly string[];
  from: readonly string[];
  value: unknown;
}

/** The value that an operation is applied to, in a holder of its own: its root may be replaced, too. */
interface Document {
  root: unknown;
}

/** What each operation needs beside `op` and `path`, and does. */
const OPERATIONS: Readonly<
  Record<string, { needs?: 'from' | 'value'; apply: (document: Document, step: Step) => void }>
> = {
  add: {
    needs: 'value',
    apply: (document, { path, value }) => {
      add(document, path, copied(value));
    },
  },
  remove: {
    apply: (document, { path }) => {
      remove(document, path);
    },
  },
  replace: {
    needs: 'value',
    apply: (document, { path, value }) => {
      remove(document, path, () => copied(value));
    },
  },
  move: {
    needs: 'from',
    apply: (document, { from, path }) => {
      if (path.length > from.length && from.every((token, index) => token === path[index]))
        throw inapplicable('A value cannot be moved into itself.');
      const value = valueAt(document.root, from);
      remove(document, from);
      add(document, path, value);
    },
  },
  copy: {
    needs: 'from',
    apply: (document, { from, path }) => {
      add(document, path, copied(valueAt(document.root, from)));
    },
  },
  test: {
    needs: 'value',
    apply: (document, { path, value }) => {
      if (!isEqual(valueAt(document.root, path), value)) throw inapplicable('A test of the patch fails.');
    },
  },
};

/**
 * Applies a JSON Patch (RFC 6902) to a value, which is changed in place; who throws the result away on an error has applied all of it or none.
 * @returns the value that the patch leaves
 * @throws FhirError 400 for what is no patch, 422 for one that cannot be applied
 */
export function applyJsonPatch(value: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('A JSON Patch is a list of operations.');
  const steps = patch.map(readStep);
  const document: Document = { root: value };
  for (const [index, step] of steps.entries()) {
    try {
      OPERATIONS[step.op]?.apply(document, step);
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      throw inapplicable(`Operation ${index} of the patch (${step.op}): ${error.message}`);
    }
  }
  return document.root;
}

function readStep(given: unknown, index: number): Step {
  const refuse = (rule: string): FhirError => badRequest(`Operation ${index} of the patch: ${rule}`);
  if (!isJsonObject(given)) throw refuse('it must be an object.');
  const { op, path, from, value } = given;
  const operation = typeof op === 'string' && Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  if (!operation || typeof op !== 'string')
    throw refuse(`op must be one of ${Object.keys(OPERATIONS).join(', ')}.`);
  const pointer = (name: string, text: unknown): string[] => {
    const tokens = typeof text === 'string' ? readPointer(text) : undefined;
    if (!tokens) throw refuse(`${name} must be a JSON Pointer.`);
    return tokens;
  };
  if (operation.needs === 'value' && !Object.hasOwn(given, 'value')) throw refuse('it must have a value.');
  return {
    op,
    path: pointer('path', path),
    from: operation.needs === 'from' ? pointer('from', from) : [],
    value,
  };
}

/** The tokens of a JSON Pointer (RFC 6901); undefined for what is none. */
function readPointer(text: string): string[] | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** The place in a list that a token names. @param end the first place behind those that it may name */
function indexOf(token: string, end: number): number {
  const index = INDEX.test(token) ? Number(token) : -1;
  if (index < 0 || index >= end) throw inapplicable('There is no such item in the list.');
  return index;
}

function memberAt(holder: unknown, token: string): unknown {
  if (Array.isArray(holder)) return holder[indexOf(token, holder.length)];
  if (!isJsonObject(holder) || !Object.hasOwn(holder, token)) throw inapplicable('There is no such element.');
  return holder[token];
}

const valueAt = (root: unknown, tokens: readonly string[]): unknown => tokens.reduce(memberAt, root);

function add(document: Document, path: readonly string[], value: unknown): void {
  const token = path.at(-1);
  if (token === undefined) {
    document.root = value;
    return;
  }
  const holder = valueAt(document.root, path.slice(0, -1));
  if (Array.isArray(holder))
    holder.splice(token === '-' ? holder.length : indexOf(token, holder.length + 1), 0, value);
  else if (isJsonObject(holder)) setMember(holder, token, value);
  else throw inapplicable('The element that holds it is no object and no list.');
}

/** Takes a value out, or puts another in its place: what is there alone can be either. */
function remove(document: Document, path: readonly string[], other?: () => unknown): void {
  const token = path.at(-1);
  if (token === undefined) {
    if (!other) throw inapplicable('The whole resource cannot be removed.');
    document.root = other();
    return;
  }
  const holder = valueAt(document.root, path.slice(0, -1));
  memberAt(holder, token);
  if (Array.isArray(holder)) holder.splice(Number(token), 1, ...(other ? [other()] : []));
  else if (other) setMember(holder as object, token, other());
  else Reflect.deleteProperty(holder as object, token);
}
