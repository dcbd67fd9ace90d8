import { elementsAt } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { splitEscaped, unescaped } from './alternatives.ts';
import type { ReadParameter } from './criterion.ts';

/** `code`, `system|code`, `|code` (in no system) or `system|` (any code of the system). */
interface Token {
  /** Undefined: whatever it is. `''`: none. */
  system: string | undefined;
  /** Undefined: any. */
  code: string | undefined;
}

/**
 * A parameter of type token, on elements of the types Coding, CodeableConcept, Identifier and ContactPoint, and on codes,
 * booleans and texts, which have no system here (FHIR R4, "token"). Compared to the letter.
 * @param paths the elements behind the parameter, separated by spaces
 */
export const tokenParameter =
  (paths: string): ReadParameter =>
  (value, { name }) => {
    const tokens = splitEscaped(value, ',').map((text) => readToken(text, name));
    return {
      meets: ({ content, mayMention }) => {
        const possible = tokens.filter(({ system = '', code = '' }) => mayMention(code || system));
        if (possible.length === 0) return false;
        for (const element of elementsAt(content(), paths))
          if (possible.some((token) => isMet(token, element))) return true;
        return false;
      },
    };
  };

function readToken(text: string, name: string): Token {
  const [first = '', second, ...rest] = splitEscaped(text, '|').map(unescaped);
  if (rest.length > 0 || (first === '' && !second))
    throw badRequest(`${name} must be tokens: code, system|code, |code or system|.`);
  if (second === undefined) return { system: undefined, code: first };
  return { system: first, code: second === '' ? undefined : second };
}

function isMet(token: Token, element: unknown): boolean {
  if (typeof element !== 'object' || element === null) return isCode(token, undefined, element);
  const { coding, code, system, value } = element as Record<string, unknown>;
  if (Array.isArray(coding)) return coding.some((each) => isMet(token, each));
  return isCode(token, system, code ?? value);
}

const isCode = (wanted: Token, system: unknown, code: unknown): boolean =>
  (wanted.code === undefined || (isPrimitive(code) && String(code) === wanted.code)) &&
  (wanted.system === undefined || (system ?? '') === wanted.system);

const isPrimitive = (value: unknown): value is string | boolean =>
  typeof value === 'string' || typeof value === 'boolean';
