/**
 * A wildcard of an event pattern, cut at its asterisks: `dir/*.png` is `['dir/', '.png']`. `\*` and `\\` are
 * the characters themselves (EventBridge User Guide, "Escape characters").
 */
export type Wildcard = readonly string[];

/**
 * @throws Error where two asterisks follow each other or a backslash escapes another character. Its place counts
 * as AWS does: bytes from the quote that opens the text
 */
export function parseWildcard(text: string): Wildcard {
  const pieces: string[] = [];
  let piece = '';
  const at = (position: number): number => Buffer.byteLength(text.slice(0, position)) + 1;
  for (let position = 0; position < text.length; position++) {
    const character = text.charAt(position);
    const next = text.charAt(position + 1);
    if (character === '\\') {
      if (next !== '*' && next !== '\\')
        throw new Error(`Invalid escape character at pos ${at(position)}: only \\* and \\\\ are allowed`);
      piece += next;
      position++;
    } else if (character === '*') {
      if (next === '*') throw new Error(`Consecutive wildcard characters at pos ${at(position)}`);
      pieces.push(piece);
      piece = '';
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}

/**
 * Whether `text` is of the wildcard's form. Between the first and the last piece each piece is taken where it
 * is first found, which is always right, so the time is at most the product of the lengths: nothing is tried twice.
 */
export function matchesWildcard(pieces: Wildcard, text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
}
