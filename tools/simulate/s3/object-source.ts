/** One object of a bucket. */
export interface SimulatedObject {
  key: string;
  /** Bytes. */
  size: number;
  etag: string;
  versionId: string | null;
  /** Epoch milliseconds. */
  lastModified: number;
}

/** Objects in the order of their keys, which nobody holds: each is made when it is asked for. */
export interface ObjectSource {
  /** What all keys begin with. */
  prefix: string;
  count: number;
  at: (index: number) => SimulatedObject;
  /** The bytes of an object from a position on, piece by piece; of objects that nobody reads there are none. */
  read?: (index: number, from: number) => Iterable<Buffer>;
}

/** The first position, of what is in the order of keys, whose key is not before this one. */
export function positionIn(
  { count, at }: { count: number; at: (index: number) => Pick<SimulatedObject, 'key'> },
  key: string,
): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (at(middle).key < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Finds an object of a source by its key. */
export function indexIn(source: ObjectSource, key: string): number | undefined {
  if (!key.startsWith(source.prefix)) return undefined;
  const index = positionIn(source, key);
  return index < source.count && source.at(index).key === key ? index : undefined;
}
