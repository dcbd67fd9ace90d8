import { AwsError } from './aws-error.ts';

/** What can be made to go wrong, or to take its time, in one part of the local cloud. */
export interface Faults {
  /** How it is now: what `POST /_inlet/faults` takes. */
  show(): object;
  /**
   * Checks a change and returns what makes it, so that several parts change together or not at all.
   * @throws AwsError ValidationException that names the wrong member and what it takes
   */
  read(change: Readonly<Record<string, unknown>>): () => void;
  /** All is again as it was at the start. */
  clear(): void;
}

/** One kind of fault of a part, under a name of its own. */
export interface FaultKind {
  show: () => unknown;
  /** @throws AwsError ValidationException */
  read: (value: unknown) => () => void;
  clear: () => void;
}

/** The faults of a part of the cloud, by their kinds. */
export const faultsOf = (part: string, kinds: Readonly<Record<string, FaultKind>>): Faults => ({
  show: () => Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, kind.show()])),
  read(change) {
    const changes = Object.entries(change).map(([name, value]) => {
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (!kind)
        throw new AwsError(
          'ValidationException',
          `${part} has no fault "${name}". It has ${Object.keys(kinds).join(', ')}.`,
        );
      return kind.read(value);
    });
    return () => {
      for (const make of changes) make();
    };
  },
  clear() {
    for (const kind of Object.values(kinds)) kind.clear();
  },
});
