import type { IncomingMessage } from 'node:http';

/** What a request line asks for. */
export interface RequestTarget {
  /** Still encoded, `/` at least. */
  path: string;
  query: URLSearchParams;
}

/** Path and query of a request, by the first question mark: unlike `new URL`, it reads every target, and changes none. */
export function targetOf({ url = '/' }: Pick<IncomingMessage, 'url'>): RequestTarget {
  const question = url.indexOf('?');
  return question < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, question), query: new URLSearchParams(url.slice(question + 1)) };
}

const ABSOLUTE = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?(?=[/?]|$)/i;

/**
 * A request target in origin form, `/path?query`: the absolute form that clients send to proxies, and that a server has to
 * take, loses scheme and authority (RFC 9112, 3.2). Undefined for every other form.
 */
export function originForm(target: string): string | undefined {
  const bare = target.replace(ABSOLUTE, '');
  if (bare.startsWith('/')) return bare;
  return bare !== target && (bare === '' || bare.startsWith('?')) ? `/${bare}` : undefined;
}
