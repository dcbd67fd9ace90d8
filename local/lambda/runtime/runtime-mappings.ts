import type { EventSourceMapping } from '../../cloudformation/index.ts';
import type { Records } from '../../ground/index.ts';
import { AwsError, notImplemented } from '../../ground/index.ts';
import type { EventSources } from '../event-sources.ts';

/** A mapping that a caller made. */
export type RuntimeMapping = EventSourceMapping & {
  /** Cloud time, epoch milliseconds. */
  lastModifiedMs: number;
};

/** The event source mappings that callers make beside the template's. They are kept in the cloud's database. */
export interface RuntimeMappings {
  /** Takes up those of an earlier run, also where queue or function are gone: on AWS, too, a mapping outlives them. */
  restore: () => void;
  /** @throws AwsError NotImplemented where it is the template's, ResourceNotFoundException */
  changeable: (id: string) => RuntimeMapping;
  /** Switches a mapping of the template on or off, until it is read again at the next start. @throws AwsError ResourceNotFoundException */
  switchTo: (id: string, enabled: boolean) => EventSourceMapping;
  get: (id: string) => RuntimeMapping | undefined;
  put: (mapping: RuntimeMapping) => void;
  remove: (id: string) => void;
  clear: () => void;
}

export const unknownMapping = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);

export function createRuntimeMappings(
  records: Records<RuntimeMapping>,
  sources: EventSources,
): RuntimeMappings {
  const remove = (id: string): void => {
    sources.remove(id);
    records.remove(id);
  };
  /** Mappings of the template that were switched, as they were. */
  const switched = new Map<string, EventSourceMapping>();
  return {
    restore() {
      for (const mapping of records.list()) sources.declare(mapping);
    },
    get: records.get,
    changeable(id) {
      const kept = records.get(id);
      if (kept) return kept;
      if (!sources.list().some((mapping) => mapping.id === id)) throw unknownMapping();
      throw notImplemented(`changes at runtime of the mapping ${id}, which the template declares`);
    },
    switchTo(id, enabled) {
      const mapping = sources.list().find((each) => each.id === id);
      if (!mapping) throw unknownMapping();
      if (!switched.has(id)) switched.set(id, mapping);
      const now = { ...mapping, enabled };
      sources.declare(now);
      return now;
    },
    put(mapping) {
      sources.declare(mapping);
      records.put(mapping.id, mapping);
    },
    remove,
    clear() {
      for (const mapping of switched.values()) sources.declare(mapping);
      switched.clear();
      for (const { id } of records.list()) remove(id);
    },
  };
}
