import { typeNumber } from '../../fhir/index.ts';
import { isBusy } from '../ground/index.ts';
import type { ResourceVersions } from '../healthlake/index.ts';
import { FhirError } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';

type Atomically = ResourceVersions['atomically'];

/** How long a path is that the write of one resource names it by. */
const PATH_OF_WRITE: Readonly<Record<string, number>> = { POST: 1, PUT: 2, PATCH: 2, DELETE: 2 };

/** Whether it writes one resource that no search has to find. */
export const isPlainWrite = ({ method, path, header }: FhirRequest): boolean =>
  path.length === PATH_OF_WRITE[method] &&
  typeNumber(path[0] ?? '') !== undefined &&
  header('if-none-exist') === undefined;

/** So many writes are one transaction at most, or as few as have so many bytes: others wait for it. */
const MOST_WRITES = 64;
const MOST_BYTES = 1024 * 1024;

/** A write that waits for its turn. */
interface Waiting {
  work: () => unknown;
  bytes: number;
  end: (result: PromiseSettledResult<unknown>) => void;
}

/**
 * Does writes that have come together in one transaction: they share the way to the disk, which takes longer than they do. Each is done or refused by
 * itself, in the order in which they came, and is answered once all are committed.
 * @param bytes of the request: how much work it may be
 */
export function writesTogether(
  atomically: Atomically,
): <Result>(work: () => Result, bytes: number) => Promise<Result> {
  let waiting: Waiting[] = [];
  const commitNext = (): void => {
    const group = firstOf(waiting);
    waiting = waiting.slice(group.length);
    if (waiting.length > 0) setImmediate(commitNext);
    settledTogether(
      atomically,
      group.map(({ work }) => work),
    ).forEach((result, at) => {
      group[at]?.end(result);
    });
  };
  return <Result>(work: () => Result, bytes: number) =>
    new Promise<Result>((resolve, reject) => {
      const end = (result: PromiseSettledResult<unknown>): void => {
        if (result.status === 'fulfilled') resolve(result.value as Result);
        else reject(result.reason as Error);
      };
      // What is read from sockets in this turn of the event loop comes before it.
      if (waiting.push({ work, bytes, end }) === 1) setImmediate(commitNext);
    });
}

/** Those whose turn it is. */
function firstOf(waiting: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0;
  const tooMuch = waiting.findIndex((each) => (bytes += each.bytes) > MOST_BYTES);
  return waiting.slice(0, Math.min(tooMuch < 0 ? MOST_WRITES : Math.max(tooMuch, 1), MOST_WRITES));
}

/**
 * Does pieces of work in one transaction: a refusal undoes its own. Where anything else goes wrong nothing of it was done, and each is done once
 * more, alone: on a full disk there may be room for some of them. Where others write none is: each would wait for as long again, and everybody with it.
 */
export function settledTogether<Result>(
  atomically: Atomically,
  works: readonly (() => Result)[],
): PromiseSettledResult<Result>[] {
  if (works.length > 1) {
    try {
      return atomically(() => works.map((work) => settled(() => atomically(work), isRefusal)));
    } catch (reason) {
      if (isBusy(reason)) return works.map(() => ({ status: 'rejected', reason }));
      // Told by the work that fails alone.
    }
  }
  return works.map((work) => settled(work, () => true));
}

const isRefusal = (error: unknown): boolean => error instanceof FhirError;

function settled<Result>(
  work: () => Result,
  isItsOwn: (error: unknown) => boolean,
): PromiseSettledResult<Result> {
  try {
    return { status: 'fulfilled', value: work() };
  } catch (reason) {
    if (!isItsOwn(reason)) throw reason;
    return { status: 'rejected', reason };
  }
}
