import { createFhirEndpoint } from '../../../local/fhir-server/fhir-endpoint.ts';
import { serve } from '../../support/server.ts';
import { AUTHORIZATION } from './raw-call.ts';
import type { Running } from './running.ts';

/** The FHIR endpoint of a HealthLake that a test runs. */
export interface FhirBeside {
  /** Its address, with a slash at its end. */
  url: string;
  /** Sends a request, signed by the owner; `path` is behind the endpoint, or an absolute URL. @returns the parsed body with the status */
  send<Body>(
    path: string,
    method?: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Body & { status: number; location: string }>;
  close(): Promise<void>;
}

export async function fhirBeside({ healthlake, clock, datastoreId }: Running): Promise<FhirBeside> {
  const server = await serve(
    createFhirEndpoint({
      healthLake: healthlake,
      clock,
      authorize: () => undefined,
      invokeFunction: () => Promise.reject(new Error('no identity provider is asked')),
      onTrouble: (error) => {
        throw error;
      },
    }),
  );
  return {
    url: `${server.url}/datastore/${datastoreId}/r4/`,
    async send(path, method = 'GET', body, headers = {}) {
      const url = path.startsWith('http') ? new URL(path).pathname : `/datastore/${datastoreId}/r4/${path}`;
      const response = await fetch(server.url + url, {
        method,
        headers: { authorization: AUTHORIZATION, 'content-type': 'application/fhir+json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const location = response.headers.get('content-location') ?? '';
      return { ...JSON.parse(text === '' ? '{}' : text), status: response.status, location } as never;
    },
    close: server.close,
  };
}
