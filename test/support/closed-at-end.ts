/** What a test file opens, to be closed at its end whatever failed. */
export interface ClosedAtEnd {
  /** Opens something; the one who opens says how it is closed. */
  keep: <T>(opening: Promise<T>, close: (thing: T) => unknown) => Promise<T>;
  /** Closes all that was opened, the last first, also what opened late. @throws Error with what would not close */
  closeAll: () => Promise<void>;
}

/**
 * A worker of Jest ends by itself only where no browser, cloud or socket is left: one that could not be opened, or would not
 * close, leaves none of the others behind.
 */
export function closedAtEnd(): ClosedAtEnd {
  const kept: (() => Promise<unknown>)[] = [];
  return {
    keep(opening, close) {
      kept.push(() => opening.catch(() => undefined).then((thing) => thing && close(thing)));
      return opening;
    },
    async closeAll() {
      const troubles: unknown[] = [];
      for (const closed of kept.splice(0).reverse())
        await closed().catch((error: unknown) => troubles.push(error));
      if (troubles.length > 0) throw new AggregateError(troubles, troubles.map(String).join('\n'));
    },
  };
}
