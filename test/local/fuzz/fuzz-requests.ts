import { mutated, randomNumbers } from '../../fhir/fuzz.ts';
import type { RawHttpAnswer } from '../../support/raw-http.ts';
import { exchange } from '../../support/raw-http.ts';
import { METHODS, ODD_FRAMES, ODD_HEADERS, ODD_TARGETS, ODD_TEXTS, SHELL } from './odd-parts.ts';
import type { RightRequest } from './request-forms.ts';
import { rightRequests } from './right-requests.ts';

/** What a run of the fuzzer came to: answers by their status. */
export type RequestFuzzResult = Map<number, number>;

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

/**
 * Sends requests that are nearly right, a few at a time, and checks what must hold for each: a whole answer, a known
 * status, no fault of the cloud's own, and a body that is what its content type says.
 * @throws Error with the request, where that does not hold
 */
export async function fuzzRequests(
  { port, datastoreId }: { port: number; datastoreId: string },
  count: number,
  seed: number,
): Promise<RequestFuzzResult> {
  const random = randomNumbers(seed);
  const requests = rightRequests(datastoreId);
  const statuses: RequestFuzzResult = new Map();
  let left = count;
  const sendSome = async (): Promise<void> => {
    while (left-- > 0) {
      const request = pick(random, requests);
      const bytes = written(random, request, port);
      const answer = await exchange(port, bytes).catch((error: unknown) => {
        throw new Error(`${shown(bytes)}\n${String(error)}`);
      });
      const wrong = whatIsWrong(request, answer);
      if (wrong !== undefined)
        throw new Error(`${wrong}\n${shown(bytes)}\n${answer.body.toString('utf8').slice(0, 500)}`);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sendSome));
  return statuses;
}

const shown = (bytes: Buffer): string => JSON.stringify(bytes.toString('latin1').slice(0, 1500));

/** A request's body as it is, changed value by value, or cut; now and then none that its service knows. */
function bodyOf(random: Random, { body, openBody }: RightRequest): Buffer | string {
  const choice = random();
  if (choice < 0.5) return body;
  if (openBody && choice < 0.9 && body.startsWith('{')) return mutated(random, body);
  return openBody && choice < 0.95 ? pick(random, SHELL) : body.slice(0, Math.floor(random() * body.length));
}

/** The bytes of a request, changed in its line, its headers or its body, or in several of them. */
function written(random: Random, right: RightRequest, port: number): Buffer {
  const seldom = (): boolean => random() < 0.15;
  const method = seldom() ? pick(random, METHODS) : right.method;
  const target = random() < 0.3 ? oddTarget(random, right.target) : right.target;
  const headers = new Map(Object.entries(right.headers));
  while (random() < 0.4) {
    const name = pick(random, random() < 0.5 ? [...headers.keys(), 'x-amz-target'] : ODD_HEADERS);
    if (random() < 0.3) headers.delete(name);
    else headers.set(name, pick(random, ODD_TEXTS));
  }
  const body = Buffer.from(bodyOf(random, right));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `host: ${seldom() ? pick(random, ['localhost', 'x.localhost', '', 'evil.example', `[::1]:${port}`]) : `127.0.0.1:${port}`}`,
    'connection: close',
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
    ...(random() < 0.03 ? [pick(random, ODD_FRAMES)] : []),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function oddTarget(random: Random, target: string): string {
  if (random() < 0.5) return pick(random, ODD_TARGETS);
  const at = Math.floor(random() * target.length);
  const odd = pick(random, [
    '%',
    '%zz',
    '/',
    '//',
    '?',
    '&',
    '=',
    '%00',
    '%ff',
    '+',
    '%2e%2e/',
    '\u00e9',
    '__proto__',
    '%F0%9F%98%80',
    ';',
    ':',
    '|',
    ',',
    '',
  ]);
  return target.slice(0, at) + odd + target.slice(at + Math.floor(random() * 3));
}

function whatIsWrong({ method }: RightRequest, { status, headers, body }: RawHttpAnswer): string | undefined {
  if (Number.isNaN(status)) return 'the status line is none';
  if (status === 500) return 'the cloud itself failed';
  const type = headers.get('content-type') ?? '';
  if (body.length === 0 || method === 'HEAD') return undefined;
  if (type.includes('json') && !isJson(body)) return 'a body of JSON is none';
  if (type.includes('xml') && !isXml(body.toString('utf8'))) return 'a body of XML is none';
  return undefined;
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** Whether every tag is closed in its order, and no sign stands where a tag or an entity would begin. */
function isXml(text: string): boolean {
  const open: string[] = [];
  const rest = text
    .replace(/^<\?xml[^<>]*\?>\s*/, '')
    .replace(/<(\/?)([\w:-]+)[^<>]*?(\/?)>/g, (_, close, name: string, alone) => {
      if (close === '/') return open.pop() === name ? '' : '<';
      if (alone === '') open.push(name);
      return '';
    });
  return open.length === 0 && !/[<>]|&(?!#?\w+;)/.test(rest);
}
