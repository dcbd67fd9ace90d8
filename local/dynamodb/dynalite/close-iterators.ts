/** A store of the level family, by what dynalite reads it by. */
interface Store {
  keys: (this: Store, options: unknown) => StoreIterator;
  values: (this: Store, options: unknown) => StoreIterator;
}
interface StoreIterator {
  close: () => Promise<void>;
  return?: () => Promise<void>;
}
interface StoreClass {
  prototype: Store & { closesIterators?: true };
}

/**
 * Has dynalite close what a Query or Scan reads by. It ends it by a method that level's iterators do not have, `return`; so each
 * would stay open with its store, and hold what was written before it in memory and on disk.
 * This function is handed to the thread of the tables as its source text. So it may use nothing from outside itself but types.
 * @param load a require that finds what dynalite keeps its tables in
 */
export function closeIterators(load: (name: string) => unknown): void {
  const { Level } = load('level') as { Level: StoreClass };
  const { MemoryLevel } = load('memory-level') as { MemoryLevel: StoreClass };
  for (const { prototype } of [Level, MemoryLevel]) {
    if (prototype.closesIterators) continue;
    prototype.closesIterators = true;
    for (const name of ['keys', 'values'] as const) {
      const open = prototype[name];
      prototype[name] = function (options) {
        const iterator = open.call(this, options);
        iterator.return = () => iterator.close();
        return iterator;
      };
    }
  }
}
