import { AwsError } from '../../ground/index.ts';

/** Lets questions through until it is closed; dynalite throws, or never answers, where its store is closed under one. */
export interface Gate {
  /** @throws AwsError 500 where it is closed */
  pass: <T>(ask: () => Promise<T>) => Promise<T>;
  /** From now on nothing passes; resolves when all that passed has its answer. */
  close: () => Promise<void>;
  isClosed: () => boolean;
}

export function openGate(): Gate {
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  return {
    async pass(ask) {
      if (isClosed)
        throw new AwsError('InternalServerError', 'The tables of the local cloud are closed.', 500);
      const asked = ask();
      underWay.add(asked);
      try {
        return await asked;
      } finally {
        underWay.delete(asked);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
    isClosed: () => isClosed,
  };
}
