/** Deeper than any result line nests; what lies deeper is not read. */
const DEEPEST = 64;

/**
 * Reads JSON, and what is almost JSON: names without quotes, closing brackets that are missing at the end, text that is
 * cut off, anything behind the value. HealthLake's documented failure lines are such (Developer Guide, "Troubleshooting
 * import actions": `{"lineId":7, UpdateResourceResponse:{...` with its last brace missing).
 * @returns undefined where not even that can be read. Never throws, and takes time in proportion to the text.
 */
export function parseTolerantly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new TolerantReader(text).value(0);
  }
}

class TolerantReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    const next = this.#peek();
    if (next === undefined || depth > DEEPEST) {
      this.#at = this.#text.length;
      return undefined;
    }
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return this.#string();
    return this.#bare();
  }

  #object(depth: number): Record<string, unknown> {
    // Without a prototype: a member may be called "__proto__".
    const found = Object.create(null) as Record<string, unknown>;
    this.#at += 1;
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      this.#at += next === '}' || next === ',' ? 1 : 0;
      if (next === '}') break;
      if (next === ',') continue;
      const name = next === '"' ? this.#string() : this.#token();
      if (this.#peek() === ':') {
        this.#at += 1;
        found[name] = this.value(depth + 1);
      } else if (name === '') this.#at += 1;
    }
    return found;
  }

  #array(depth: number): unknown[] {
    const found: unknown[] = [];
    this.#at += 1;
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      this.#at += next === ']' || next === ',' ? 1 : 0;
      if (next === ']') break;
      if (next === ',') continue;
      const before = this.#at;
      found.push(this.value(depth + 1));
      if (this.#at === before) this.#at += 1;
    }
    return found;
  }

  /** A quoted text; one that is cut off ends where the text does. */
  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.#at = Math.min(end + 1, this.#text.length);
    const quoted = `${this.#text.slice(start, end)}"`;
    try {
      return JSON.parse(quoted) as string;
    } catch {
      return quoted.slice(1, -1);
    }
  }

  #token(): string {
    const [token = ''] = /^[^\s{}[\],:"]+/.exec(this.#text.slice(this.#at, this.#at + 256)) ?? [];
    this.#at += token.length;
    return token;
  }

  #bare(): unknown {
    const token = this.#token();
    if (token === 'true' || token === 'false') return token === 'true';
    if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(token)) return Number(token);
    return token === '' || token === 'null' ? undefined : token;
  }

  /** The next character that is no white space. */
  #peek(): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at];
  }
}
