import { inOrderOfBytes } from './evaluate.ts';

/** Rows of one partition in the order of their sort keys. */
export interface SortedRows<Row> {
  get: (key: string) => Row | undefined;
  set: (key: string, row: Row) => void;
  delete: (key: string) => void;
  /** Keys from a position on, in either direction. @param after not this one; from the beginning without it */
  keys: (after: string | undefined, forward: boolean) => Generator<string>;
  size: () => number;
}

/** What is put in mostly comes in order: it is put behind, or near the end. */
export function sortedRows<Row>(): SortedRows<Row> {
  const keys: string[] = [];
  const rows = new Map<string, Row>();
  /** The first position whose key is not before this one. */
  const position = (key: string): number => {
    let [from, to] = [0, keys.length];
    if (to > 0 && inOrderOfBytes(keys[to - 1] ?? '', key) < 0) return to;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (inOrderOfBytes(keys[middle] ?? '', key) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return {
    get: (key) => rows.get(key),
    set(key, row) {
      if (!rows.has(key)) keys.splice(position(key), 0, key);
      rows.set(key, row);
    },
    delete(key) {
      if (rows.delete(key)) keys.splice(position(key), 1);
    },
    *keys(after, forward) {
      if (forward) {
        let at = after === undefined ? 0 : position(after);
        if (after !== undefined && keys[at] === after) at += 1;
        for (; at < keys.length; at += 1) yield keys[at] ?? '';
      } else
        for (let at = (after === undefined ? keys.length : position(after)) - 1; at >= 0; at -= 1)
          yield keys[at] ?? '';
    },
    size: () => keys.length,
  };
}
