import { badRequest } from './fhir-error.ts';

/** What a URL of the endpoint names. */
export interface FhirUrl {
  datastoreId: string;
  /** Decoded segments behind `/r4/`. */
  path: readonly string[];
  query: URLSearchParams;
}

const ENDPOINT_PATH = /^\/datastore\/(?<datastoreId>[^/?]+)\/r4(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/s;

/** Reads the request target; undefined where it is not a FHIR endpoint's. @throws FhirError 400 for broken escapes */
export function readUrl(target: string): FhirUrl | undefined {
  const { datastoreId, path = '', query = '' } = ENDPOINT_PATH.exec(target)?.groups ?? {};
  if (datastoreId === undefined) return undefined;
  return { datastoreId, path: segmentsOf(path), query: withoutSignature(query) };
}

/** The parameters that a presigned URL is signed by (IAM User Guide, "Authentication methods"). */
const SIGNATURE = new Set(
  [
    'Algorithm',
    'Content-Sha256',
    'Credential',
    'Date',
    'Expires',
    'Security-Token',
    'Signature',
    'SignedHeaders',
  ].map((name) => `X-Amz-${name}`),
);

/** What a signature has put into the query is no parameter of a search. */
const withoutSignature = (query: string): URLSearchParams =>
  new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => !SIGNATURE.has(name)));

/** The decoded segments of a path; a slash at its end names nothing. */
export function segmentsOf(path: string): string[] {
  const bare = path.replace(/\/$/, '');
  if (bare === '') return [];
  return bare.split('/').map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      throw badRequest('The URL is not rightly escaped.');
    }
  });
}
