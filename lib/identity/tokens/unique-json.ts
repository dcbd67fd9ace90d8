/** A string, or one of the characters that say where in a JSON text one is. Numbers and literals are skipped. */
const MARKS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * Parses a JSON object in which every member name is there once. JSON.parse takes the last of two, other readers the
 * first: a token that two systems read differently is invalid (RFC 7519 chapter 4, RFC 7515 chapter 4).
 *
 * @returns undefined for anything else
 */
export function parseUniqueJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return repeatsAName(text) ? undefined : { ...value };
  } catch {
    return undefined;
  }
}

/** @param text well-formed JSON */
function repeatsAName(text: string): boolean {
  const open: Set<string>[] = [];
  let last = '';
  for (const [mark] of text.matchAll(MARKS)) {
    if (mark === '{' || mark === '[') open.push(new Set());
    else if (mark === '}' || mark === ']') open.pop();
    else if (mark === ':') {
      const names = open.at(-1);
      // By its meaning: "a" and "\u0061" are one name.
      const name = JSON.parse(last) as string;
      if (names?.has(name)) return true;
      names?.add(name);
    }
    last = mark;
  }
  return false;
}
