import type { StoredResource } from './store.ts';

/** A row of the store, and the id of the resource that it is a version of. */
export interface RowOfResource {
  row: number;
  id: string;
}

/** A version of a resource in its history; its body is read when it is asked for. */
export interface PastVersion extends StoredResource {
  isDeletion: boolean;
  /** Whether there was no version before it, or a deletion. */
  isNew: boolean;
  /** Rises with each write to the store: the order of a history. */
  row: number;
  /** When the next version took its place, epoch milliseconds; undefined for the newest. */
  until: number | undefined;
}
