import type { RawAnswer, RawRequest, Send } from './send-signed.ts';

/** What the FHIR endpoint answered. */
export interface FhirAnswer extends RawAnswer {
  /** The body; empty where it is none. */
  json: FhirJson;
  /** Codes of an OperationOutcome's issues. */
  codes: string[];
}

/** As much of resources as probes look at. */
export interface FhirJson {
  resourceType?: string;
  id?: string;
  meta?: { versionId?: string; lastUpdated?: string };
  total?: number;
  issue?: { severity?: string; code?: string }[];
  entry?: { resource?: FhirJson; request?: { method?: string }; response?: { status?: string } }[];
  link?: { relation?: string; url?: string }[];
  [member: string]: unknown;
}

export interface FhirOptions {
  headers?: Record<string, string>;
  /** A text or bytes are sent as they are, anything else as JSON. */
  body?: object | string;
  signed?: NonNullable<RawRequest['signed']>;
}

/** A request of a data store's FHIR endpoint; the path is below it, or an address of its own. */
export type CallFhir = (method: string, path: string, options?: FhirOptions) => Promise<FhirAnswer>;

export const createFhir =
  (send: Send, endpoint: string): CallFhir =>
  async (method, path, { headers = {}, body, ...options } = {}) => {
    const answer = await send({
      method,
      url: path.startsWith('http') ? path : `${endpoint.replace(/\/$/, '')}/${path}`,
      headers: { ...(body !== undefined && { 'content-type': 'application/fhir+json' }), ...headers },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
      ...options,
    });
    const json = parsed(answer.text);
    return { ...answer, json, codes: (json.issue ?? []).map(({ code }) => code ?? '') };
  };

function parsed(text: string): FhirJson {
  try {
    return JSON.parse(text) as FhirJson;
  } catch {
    return {};
  }
}
