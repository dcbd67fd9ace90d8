import { randomUUID } from 'node:crypto';
import { ID_FORM } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { ReplaceLinks } from '../open-links.ts';
import { writtenId } from './conditional-entries.ts';
import type { BundleEntry } from './read-entries.ts';

/** An absolute address of a resource of any server; what is before the type is the server's. */
const RESTFUL = new RegExp(`^(?<base>https?://.+/)[A-Z][A-Za-z]*/${ID_FORM}$`);
const RELATIVE = new RegExp(`^[A-Z][A-Za-z]*/${ID_FORM}$`);
const VERSION = new RegExp(`/_history/${ID_FORM}$`);

/** Whether a text in an element of this type would be of wrong form as a relative address. */
const HAS_FORM: ReadonlySet<string> = new Set(['oid', 'uuid']);

/**
 * Gives the creates of a transaction their ids, and lets the links in its resources point to what the entries write, by the
 * fullUrl of each (FHIR R4, "Transaction Processing Rules" and "Resolving references in Bundles"). A link that no
 * entry has stays as it is.
 * @param endpoint the data store's address, with a slash at its end
 * @throws FhirError 400 where two entries that write have one fullUrl
 */
export function linkEntries(
  entries: readonly BundleEntry[],
  endpoint: string,
  replaceLinks: ReplaceLinks,
): BundleEntry[] {
  const withIds = entries.map((entry) => {
    const { method, path } = entry.request;
    const isCreate = method === 'POST' && path.length === 1 && entry.request.matched === undefined;
    return isCreate ? { ...entry, request: { ...entry.request, newId: randomUUID() } } : entry;
  });
  const targets = targetsOf(withIds, endpoint);
  if (targets.size === 0) return withIds;
  return withIds.map((entry) => {
    const { request, fullUrl } = entry;
    const base = RESTFUL.exec(fullUrl ?? '')?.groups?.base ?? endpoint;
    const targetOf = (address: string): string | undefined => {
      const known = targets.get(address);
      if (known !== undefined) return known;
      const current = address.replace(VERSION, '');
      return targets.get(current) ?? (RELATIVE.test(current) ? targets.get(base + current) : undefined);
    };
    const body = replaceLinks(request.body, ({ address }) => targetOf(address));
    if (body === request.body) return entry;
    const checked = replaceLinks(request.body, ({ kind, address }) =>
      HAS_FORM.has(kind) ? undefined : targetOf(address),
    );
    return { ...entry, request: { ...request, body, ...(!checked.equals(body) && { checked }) } };
  });
}

const WRITTEN: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** By fullUrl: the type and id that an entry writes. */
function targetsOf(entries: readonly BundleEntry[], endpoint: string): Map<string, string> {
  const targets = new Map<string, string>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const { index, fullUrl, request } = entry;
    const [type = ''] = request.path;
    const written = WRITTEN.has(request.method) ? writtenId(entry) : undefined;
    if (fullUrl === undefined || written === undefined) continue;
    if (seen.has(fullUrl)) throw badRequest(`Bundle.entry[${index}].fullUrl is that of another entry.`);
    seen.add(fullUrl);
    // What points there already keeps every byte.
    if (fullUrl !== `${endpoint}${type}/${written}`) targets.set(fullUrl, `${type}/${written}`);
  }
  return targets;
}
