const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The texts of the items of a list. @param list the UTF-8 of a valid JSON list, from bracket to bracket */
export function listItems(list: Buffer): Buffer[] {
  const items: Buffer[] = [];
  let depth = 0;
  let start = 1;
  let inText = false;
  const take = (end: number): void => {
    const item = list.subarray(start, end);
    if (/\S/.test(item.toString('latin1'))) items.push(item);
    start = end + 1;
  };
  for (let at = 0; at < list.length; at++) {
    const byte = list[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (OPENING.has(byte)) depth++;
    else if (CLOSING.has(byte) && --depth === 0) take(at);
    else if (byte === COMMA && depth === 1) take(at);
  }
  return items;
}
