import { memberOf, objectStart, opensList, opensObject } from '../../../fhir/index.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';
import { segmentsOf } from '../http/request-url.ts';
import { listItems } from './list-items.ts';

/** Developer Guide, "Bundle": the most entries of a batch or transaction. */
const MOST_ENTRIES = 500;

/** An entry of a batch or transaction, as a request of its own. */
export interface BundleEntry {
  /** Its place in the Bundle, from 0 on. */
  index: number;
  fullUrl: string | undefined;
  request: FhirRequest;
}

/** Headers of the Bundle's own request that hold for its entries, too. */
export const SHARED_HEADERS = new Set(['x-amzn-healthlake-fhir-validation-level', 'prefer']);

/** What `Bundle.entry.request` has in the place of headers. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'if-match': 'ifMatch',
  'if-none-match': 'ifNoneMatch',
  'if-none-exist': 'ifNoneExist',
  'if-modified-since': 'ifModifiedSince',
};

/**
 * The entries of a batch or transaction, with their resources as they came, byte for byte.
 * @param bundle the parsed body of the request
 * @throws FhirError 400
 */
export function readEntries(
  { body, header }: FhirRequest,
  bundle: Readonly<Record<string, unknown>>,
  endpoint: string,
): BundleEntry[] {
  const entries: unknown = bundle.entry ?? [];
  if (!Array.isArray(entries)) throw badRequest('Bundle.entry must be a list.');
  if (entries.length > MOST_ENTRIES)
    throw new FhirError(400, 'too-costly', `A Bundle may have ${MOST_ENTRIES} entries.`);
  const texts = entryTexts(body);
  return entries.map((entry: unknown, index) => {
    const { request, fullUrl } = objectOf(entry);
    const { method, url, ...conditions } = objectOf(request);
    if (typeof method !== 'string' || typeof url !== 'string')
      throw badRequest(`Bundle.entry[${index}].request must have a method and a url.`);
    const relative = url.startsWith(endpoint) ? url.slice(endpoint.length) : url.replace(/^\//, '');
    const [path = '', ...query] = relative.split('?');
    return {
      index,
      fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined,
      request: {
        method,
        path: segmentsOf(path),
        query: new URLSearchParams(query.join('?')),
        header: headersOf(conditions, header),
        body: resourceText(texts[index]),
        isEntry: true,
      },
    };
  });
}

const headersOf =
  (conditions: Readonly<Record<string, unknown>>, shared: FhirRequest['header']) =>
  (name: string): string | undefined => {
    if (name === 'content-type') return 'application/fhir+json';
    if (SHARED_HEADERS.has(name)) return shared(name);
    const condition = conditions[CONDITIONS[name] ?? ''];
    return typeof condition === 'string' ? condition : undefined;
  };

function entryTexts(body: Buffer): Buffer[] {
  const entry = memberOf(body, 'entry');
  return entry && opensList(body, entry.start) ? listItems(body.subarray(entry.start, entry.end)) : [];
}

function resourceText(entry: Buffer | undefined): Buffer {
  if (!entry || !opensObject(entry, objectStart(entry))) return Buffer.alloc(0);
  const resource = memberOf(entry, 'resource');
  return resource ? entry.subarray(resource.start, resource.end) : Buffer.alloc(0);
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
