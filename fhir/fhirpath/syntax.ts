/** The syntax of FHIRPath (N1, "Grammar") as far as invariants use it: an expression as a tree. */
export type Expression =
  /** `digits`: a number as it is written. */
  | { kind: 'literal'; value: string | number | boolean; digits?: string }
  | { kind: 'empty' }
  | { kind: 'this' | 'index' }
  | { kind: 'external'; name: string }
  | { kind: 'member'; of?: Expression; name: string }
  | { kind: 'call'; of?: Expression; name: string; parameters: readonly Expression[] }
  | { kind: 'indexer'; of: Expression; index: Expression }
  | { kind: 'negative'; of: Expression }
  | { kind: 'type'; operator: 'is' | 'as'; of: Expression; type: string }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression };

/** An expression that cannot be read, or uses what is not supported. */
export class FhirPathError extends Error {
  override name = 'FhirPathError';
}

interface Token {
  kind: 'number' | 'string' | 'identifier' | 'external' | 'special' | 'symbol' | 'end';
  text: string;
}

const TOKEN =
  /\s+|\/\/[^\n]*|(?<number>\d+(?:\.\d+)?)|(?<string>'(?:[^'\\]|\\.)*')|(?<quoted>`(?:[^`\\]|\\.)*`)|%(?<external>[A-Za-z][A-Za-z0-9-]*|`[^`]*`)|\$(?<special>this|index|total)|(?<identifier>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol><=|>=|!=|!~|[-+*/&|=~<>()[\]{},.])/gy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new FhirPathError(`The expression cannot be read at ${text.slice(at, at + 20)}`);
    const { number, string, quoted, external, special, identifier, symbol } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: unescaped(string.slice(1, -1)) });
    else if (quoted !== undefined) tokens.push({ kind: 'identifier', text: unescaped(quoted.slice(1, -1)) });
    else if (external !== undefined) tokens.push({ kind: 'external', text: external.replaceAll('`', '') });
    else if (special !== undefined) tokens.push({ kind: 'special', text: special });
    else if (identifier !== undefined) tokens.push({ kind: 'identifier', text: identifier });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character = '') =>
    code === undefined
      ? (ESCAPES[character as string] ?? (character as string))
      : String.fromCharCode(parseInt(code, 16)),
  );

/** Binary operators, those that bind weakest first. */
const PRECEDENCE: readonly (readonly string[])[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '!=', '~', '!~'],
  ['<', '>', '<=', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];

/** @throws FhirPathError where it cannot be read */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  const expression = parser.binary(0);
  parser.expectEnd();
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(): Token {
    const token = this.#next;
    this.#at++;
    return token;
  }

  #isSymbol(text: string): boolean {
    return this.#next.kind === 'symbol' && this.#next.text === text;
  }

  #takeSymbol(text: string): boolean {
    if (!this.#isSymbol(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takeSymbol(text)) throw new FhirPathError(`${text} is missing before "${this.#next.text}"`);
  }

  expectEnd(): void {
    if (this.#next.kind !== 'end') throw new FhirPathError(`"${this.#next.text}" is one too many`);
  }

  binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#unary();
    let left = this.binary(level + 1);
    for (;;) {
      const { kind, text: operator } = this.#next;
      if ((kind !== 'symbol' && kind !== 'identifier') || !operators.includes(operator)) return left;
      this.#at++;
      if (operator === 'is' || operator === 'as')
        left = { kind: 'type', operator, of: left, type: this.#typeName() };
      else left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  #typeName(): string {
    let name = this.#identifier();
    while (this.#takeSymbol('.')) name += `.${this.#identifier()}`;
    return name;
  }

  #identifier(): string {
    const { kind, text } = this.#take();
    if (kind !== 'identifier') throw new FhirPathError(`"${text}" is no name`);
    return text;
  }

  #unary(): Expression {
    if (this.#takeSymbol('-')) return { kind: 'negative', of: this.#unary() };
    if (this.#takeSymbol('+')) return this.#unary();
    let expression = this.#term();
    for (;;) {
      if (this.#takeSymbol('.')) expression = this.#invocation(expression);
      else if (this.#takeSymbol('[')) {
        expression = { kind: 'indexer', of: expression, index: this.binary(0) };
        this.#expect(']');
      } else return expression;
    }
  }

  #term(): Expression {
    const { kind, text } = this.#next;
    if (kind === 'identifier' && text !== 'true' && text !== 'false') return this.#invocation();
    this.#at++;
    if (kind === 'number') return { kind: 'literal', value: Number(text), digits: text };
    if (kind === 'string') return { kind: 'literal', value: text };
    if (kind === 'identifier') return { kind: 'literal', value: text === 'true' };
    if (kind === 'external') return { kind: 'external', name: text };
    if (kind === 'special' && text !== 'total') return { kind: text === 'this' ? 'this' : 'index' };
    if (kind === 'symbol' && text === '(') {
      const inner = this.binary(0);
      this.#expect(')');
      return inner;
    }
    if (kind === 'symbol' && text === '{') {
      this.#expect('}');
      return { kind: 'empty' };
    }
    throw new FhirPathError(`"${text}" begins nothing`);
  }

  #invocation(of?: Expression): Expression {
    if (this.#next.kind === 'special') return this.#term();
    const name = this.#identifier();
    const base = of === undefined ? {} : { of };
    if (!this.#takeSymbol('(')) return { kind: 'member', ...base, name };
    const parameters: Expression[] = [];
    if (!this.#isSymbol(')'))
      do parameters.push(this.binary(0));
      while (this.#takeSymbol(','));
    this.#expect(')');
    return { kind: 'call', ...base, name, parameters };
  }
}
