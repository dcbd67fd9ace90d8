import type { ServerResponse } from 'node:http';
import type { ResourceVersion } from '../../healthlake/index.ts';
import { withCurrentMeta } from '../../healthlake/index.ts';
import type { FhirError } from './fhir-error.ts';

export interface FhirAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** UTF-8 JSON; empty for no content. */
  body: Buffer;
}

const NOTHING = Buffer.alloc(0);

export const jsonAnswer = (status: number, body: unknown): FhirAnswer => ({
  status,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});

export const etagOf = (version: number): string => `W/"${version}"`;

/** The headers that name the version to a client (FHIR R4, "RESTful API", 3.1.0.1.5 and 3.1.0.2). */
export const versionHeaders = ({
  version,
  lastUpdated,
}: Pick<ResourceVersion, 'version' | 'lastUpdated'>): Record<string, string> => ({
  etag: etagOf(version),
  'last-modified': new Date(lastUpdated).toUTCString(),
});

/** A version of a resource as it is sent: as it was given, but for what its `meta` says of the version. */
export const contentOf = (version: ResourceVersion): Buffer =>
  withCurrentMeta(version, new Date(version.lastUpdated).toISOString());

export const versionAnswer = (status: number, version: ResourceVersion): FhirAnswer => ({
  status,
  headers: versionHeaders(version),
  body: contentOf(version),
});

/** The answer to a write, with where the version lies. */
export function writtenAnswer(endpoint: string, status: 200 | 201, version: ResourceVersion): FhirAnswer {
  const { resourceType, id, version: number } = version;
  const location = `${endpoint}${resourceType}/${id}/_history/${number}`;
  const answer = versionAnswer(status, version);
  return { ...answer, headers: { ...answer.headers, location } };
}

export const emptyAnswer = (status: number, headers: Readonly<Record<string, string>>): FhirAnswer => ({
  status,
  headers,
  body: NOTHING,
});

/** A refusal with its OperationOutcome. */
export const outcomeAnswer = ({ status, headers, issues }: FhirError): FhirAnswer => ({
  ...jsonAnswer(status, { resourceType: 'OperationOutcome', issue: issues }),
  headers,
});

/** Sends an answer whole, as FHIR's JSON unless it says otherwise. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: FhirAnswer): void {
  response.writeHead(status, {
    ...(body.length > 0 && { 'content-type': 'application/fhir+json' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...headers,
    ...(status !== 204 && status !== 304 && { 'content-length': body.length }),
  });
  response.end(body);
}
