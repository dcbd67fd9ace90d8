import { createHash } from 'node:crypto';

/** What two requests must share for one ClientToken to mean the same: everything but the token. */
export function requestHash(request: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ ...request, ClientToken: undefined })))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
