import type { Step } from './model.ts';

/** A request, as a test sends it. */
export interface Ask {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  etag: string | null;
  location: string | null;
  json: Record<string, unknown>;
}
export type Send = (ask: Ask) => Promise<Reply>;

const etag = (version: number): string => `W/"${version}"`;
const pathOf = ({ method, type, id }: Step): string => (method === 'POST' ? type : `${type}/${id}`);
const operationsOf = ({ patch }: Step): object[] =>
  patch === 'no gender'
    ? [{ op: 'remove', path: '/gender' }]
    : [{ op: 'add', path: '/active', value: patch?.active ?? true }];

/** A step as a request of its own. */
export function askOf(step: Step): Ask {
  const { method, id, body, ifMatch, ifNoneMatch } = step;
  const headers = {
    ...(ifMatch !== undefined && { 'if-match': etag(ifMatch) }),
    ...(ifNoneMatch === true && { 'if-none-match': '*' }),
    ...(method === 'PATCH' && { 'content-type': 'application/json-patch+json' }),
  };
  const sent =
    method === 'PATCH'
      ? operationsOf(step)
      : method === 'PUT'
        ? { ...body, id }
        : method === 'POST'
          ? body
          : undefined;
  return { method, path: pathOf(step), headers, ...(sent && { body: sent }) };
}

/** The same as an entry of a Bundle. */
export function entryOf(step: Step): object {
  const { method, id, body, ifMatch, ifNoneMatch } = step;
  const data = Buffer.from(JSON.stringify(operationsOf(step))).toString('base64');
  const resource =
    method === 'PATCH'
      ? { resourceType: 'Binary', contentType: 'application/json-patch+json', data }
      : method === 'PUT'
        ? { ...body, id }
        : body;
  return {
    ...((method === 'PUT' || method === 'POST' || method === 'PATCH') && { resource }),
    request: {
      method,
      url: pathOf(step),
      ...(ifMatch !== undefined && { ifMatch: etag(ifMatch) }),
      ...(ifNoneMatch === true && { ifNoneMatch: '*' }),
    },
  };
}

/** Sends to a FHIR endpoint, signed. @param base its address, with a slash at its end */
export const sender =
  (base: string, signed: Record<string, string>): Send =>
  async ({ method, path, body, headers = {} }) => {
    // A link may name another origin of the same server.
    const response = await fetch(base + path.replace(/^.*\/r4\//, ''), {
      method,
      headers: {
        ...signed,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      location: response.headers.get('location'),
      json: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>,
    };
  };
