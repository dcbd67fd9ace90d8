import { randomUUID } from 'node:crypto';
import type { BundleEntry } from './read-entries.ts';

const URN_REFERENCE = /("reference"\s*:\s*")(urn:[^"\\]+)(")/g;

/**
 * Gives the creates of a transaction their ids, and lets references to a `urn:` fullUrl of an entry point to what the
 * entry writes (FHIR R4, "Transaction Processing Rules"). A URN that no entry has stays as it is.
 */
export function resolveUrns(entries: readonly BundleEntry[]): BundleEntry[] {
  const targets = new Map<string, string>();
  const withIds = entries.map((entry) => {
    const { request, fullUrl } = entry;
    const [type = '', id] = request.path;
    const newId = request.method === 'POST' && request.path.length === 1 ? randomUUID() : undefined;
    const written = newId ?? (request.method === 'PUT' ? id : undefined);
    if (fullUrl?.startsWith('urn:') && written !== undefined) targets.set(fullUrl, `${type}/${written}`);
    return newId === undefined ? entry : { ...entry, request: { ...request, newId } };
  });
  if (targets.size === 0) return withIds;
  return withIds.map((entry) => ({
    ...entry,
    request: { ...entry.request, body: resolved(entry.request.body, targets) },
  }));
}

/** Inside a JSON text the quotes of these members would be escaped, so only members of the resource are met. */
const resolved = (body: Buffer, targets: ReadonlyMap<string, string>): Buffer =>
  Buffer.from(
    body
      .toString('utf8')
      .replaceAll(
        URN_REFERENCE,
        (_, before: string, urn: string, after: string) => before + (targets.get(urn) ?? urn) + after,
      ),
  );
