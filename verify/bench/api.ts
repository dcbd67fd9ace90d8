import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { RawRequest, Send } from './send-signed.ts';

/** What an action of the JSON API answered. */
export interface ApiAnswer {
  status: number;
  /** The error's name without its namespace, or `done`. */
  outcome: string;
  body: Readonly<Record<string, unknown>>;
}

/** A request's members, or a text that is sent as it is. */
type ApiBody = object | string;

export type CallApi = (
  action: string,
  body: ApiBody,
  change?: Omit<Partial<RawRequest>, 'body'>,
) => Promise<ApiAnswer>;

/** Calls actions of HealthLake as no SDK would: with members of a wrong type, other headers, or no signature. */
export const createApi =
  (client: HealthLakeClient, send: Send): CallApi =>
  async (action, body, { headers, ...change } = {}) => {
    const answer = await send({
      method: 'POST',
      url: await addressOf(client),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `HealthLake.${action}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...change,
    });
    const read = parsed(answer.text);
    const type = read.__type ?? answer.headers['x-amzn-errortype'] ?? read.code;
    const failed = typeof type === 'string' ? (/([^#:]+)(?::.*)?$/.exec(type)?.[1] ?? 'unnamed') : 'unnamed';
    return { status: answer.status, outcome: answer.status < 300 ? 'done' : failed, body: read };
  };

/** Where the service answers: an address that was given to the client, or its own in the Region. */
async function addressOf(client: HealthLakeClient): Promise<string> {
  const given = client.config.endpoint;
  if (given === undefined) return `https://healthlake.${await client.config.region()}.amazonaws.com/`;
  const { protocol, hostname, port, path } = await given();
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path === '' ? '/' : path}`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
