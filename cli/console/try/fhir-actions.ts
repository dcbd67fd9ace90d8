import type { ConsoleAction } from '../../../console/api/index.ts';
import { FixableError, UsageError } from '../../../errors/index.ts';
import { FHIR_ID, RESOURCE_TYPES } from '../../../fhir/index.ts';
import { mintToken } from '../../token/index.ts';
import { textIn } from '../stage-actions.ts';

/** The data store answered with an error; its words say why. */
class FhirRefused extends FixableError {
  override name = 'FhirRefused';

  constructor(message: string) {
    super('FhirRefused', message);
  }
}

/** Versions of a resource that are shown, the newest. */
const MOST_VERSIONS = 20;

/** Resources that are asked for at a time. */
const PAGE = '20';

interface Answer {
  meta?: { versionId?: string };
  issue?: { diagnostics?: string }[];
}

/** A history as far as it is shown (R4, "RESTful API: history"). */
interface History {
  entry?: {
    resource?: object;
    request?: { method?: string };
    response?: { etag?: string; lastModified?: string };
  }[];
}

interface Capabilities {
  rest?: { resource?: { type?: string; searchParam?: { name: string; type: string }[] }[] }[];
}

const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof FhirRefused)) throw error;
};

/** Reads a data store of the local cloud by its FHIR REST API, with a token that may read and search. Nothing is written. */
export const fhirActions = (url: string): Readonly<Record<string, ConsoleAction>> => {
  const read = async (address: URL): Promise<Answer> => {
    const { token } = await mintToken({ scope: 'system/*.rs', expiresSeconds: 60 }, url);
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    const answer = (await response.json()) as Answer;
    if (response.ok) return answer;
    const reasons = (answer.issue ?? []).map(({ diagnostics = '' }) => diagnostics).join('; ');
    throw new FhirRefused(reasons || `The data store answered ${response.status}.`);
  };
  const baseOf = (request: Readonly<Record<string, unknown>>): URL => {
    const id = textIn(request, 'datastoreId');
    if (!/^[0-9a-f]{32}$/.test(id)) throw new UsageError('datastoreId is no id of a data store');
    return new URL(`/datastore/${id}/r4/`, url);
  };
  const typed = (type: string): string => {
    if (RESOURCE_TYPES.includes(type)) return type;
    throw new UsageError(`${type} is no resource type of FHIR R4`, { actual: type });
  };
  const resourceAt = (request: Readonly<Record<string, unknown>>): URL => {
    const [type = '', id = ''] = textIn(request, 'reference').split('/').slice(-2);
    if (!FHIR_ID.test(id)) throw new UsageError('reference is no <type>/<id>');
    return new URL(`${typed(type)}/${id}`, baseOf(request));
  };
  return {
    async 'fhir-search'(request) {
      const base = baseOf(request);
      const address = new URL(typed(textIn(request, 'type')), base);
      address.search = typeof request.query === 'string' ? request.query : '';
      if (!address.searchParams.has('_count')) address.searchParams.set('_count', PAGE);
      const next = typeof request.page === 'string' ? new URL(request.page, base) : address;
      if (next.origin !== base.origin || !next.pathname.startsWith(base.pathname))
        throw new UsageError('page is no page of this data store');
      return { text: 'Found.', result: await read(next) };
    },
    'fhir-read': async (request) => ({ text: 'Read.', result: await read(resourceAt(request)) }),
    async 'fhir-parameters'(request) {
      const type = typed(textIn(request, 'type'));
      const { rest = [] } = (await read(new URL('metadata', baseOf(request)))) as Capabilities;
      const found = rest.flatMap(({ resource = [] }) => resource).find((one) => one.type === type);
      return { text: 'Read.', result: found?.searchParam ?? [] };
    },
    async 'fhir-versions'(request) {
      const address = resourceAt(request);
      const history = await read(new URL(`${address.href}/_history?_count=${MOST_VERSIONS}`)).catch(
        unlessRefused,
      );
      if (history) return { text: 'Read.', result: versionsIn(history as History, address) };
      // With --guide-only there is no list of them.
      const newest = await read(address);
      const last = Number(newest.meta?.versionId ?? 1);
      const result: unknown[] = [newest];
      // Numbered from 1; one that is a deletion has nothing to show.
      for (let version = last - 1; version > 0 && result.length < MOST_VERSIONS; version--) {
        const found = await read(new URL(`${address.href}/_history/${version}`)).catch(unlessRefused);
        if (found) result.push(found);
      }
      return { text: 'Read.', result };
    },
  };
};

/** The versions of a history, the newest first; a deletion has no resource, so it gets what says when it was. */
function versionsIn({ entry = [] }: History, address: URL): unknown[] {
  const [resourceType, id] = address.pathname.split('/').slice(-2);
  return entry.map(({ resource, request, response }) => {
    const versionId = /^W\/"(.+)"$/.exec(response?.etag ?? '')?.[1];
    return request?.method === 'DELETE'
      ? { resourceType, id, meta: { versionId, lastUpdated: response?.lastModified }, deleted: true }
      : resource;
  });
}
