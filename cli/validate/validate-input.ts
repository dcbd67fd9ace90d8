import { fstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type {
  FileToValidate,
  ValidateOrder,
  ValidatedRange,
  ValidatorPool,
  WorkerTask,
} from '../../fhir/index.ts';
import {
  VALIDATE_WORKER,
  createValidatorPool,
  fileRefusal,
  readPackage,
  startThread,
  validatedFiles,
} from '../../fhir/index.ts';
import type { InputFile } from './input-files.ts';

/** A part of a file with its verdicts. */
export interface InputPart {
  file: InputFile;
  range: ValidatedRange;
  /** How much of the file is validated where the part ends, 0 to 1. */
  share: number;
}

/** Parts that are validated, or wait for it, while another one is used. */
const PARTS_AHEAD = 16;

/**
 * Validates files and calls `use` with their parts, in the order of the files and their lines, until `signal` aborts.
 * @throws PackageError where a package cannot be read
 */
export async function validateInput(
  files: readonly InputFile[],
  order: ValidateOrder,
  signal: AbortSignal,
  use: (part: InputPart) => void,
  tellUnpacking: (file: InputFile, bytes: number) => void = () => undefined,
): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + file.bytes * (file.isPacked ? USUAL_PACKING : 1), 0);
  const { pool, ahead, failed, close } = await openPool(order, bytes);
  const useAll = async (): Promise<void> => {
    const inputs = opened(files, tellUnpacking);
    for await (const { input, range, to } of validatedFiles(inputs, pool, ahead)) {
      use({ file: input.of, range, share: input.size === 0 ? 1 : to / input.size });
      if (signal.aborted) return;
    }
  };
  try {
    await Promise.race([useAll(), failed]);
  } finally {
    await close();
  }
}

/** An open file, and the one it is of. */
interface OpenInput extends FileToValidate {
  of: InputFile;
}

async function* opened(
  files: readonly InputFile[],
  tellUnpacking: (file: InputFile, bytes: number) => void,
): AsyncGenerator<OpenInput> {
  for (const of of files) {
    const { file, refusal } = await of.open((bytes) => {
      tellUnpacking(of, bytes);
    });
    yield { of, file, size: fstatSync(file).size, from: 0, refusal: refusal ?? fileRefusal(file) };
  }
}

/** Less input is validated sooner than threads would have started. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** How many times its size FHIR has unpacked, often. */
const USUAL_PACKING = 15;

const MOST_THREADS = 8;

interface OpenPool {
  pool: ValidatorPool;
  /** How many parts are asked for while one is used. */
  ahead: number;
  /** Rejects where a thread fails. */
  failed: Promise<never>;
  close: () => Promise<void>;
}

/** One thread for each core of the machine, or this thread where there is little to do. */
async function openPool(order: ValidateOrder, bytes: number): Promise<OpenPool> {
  const threads = bytes < SMALL_BYTES ? 1 : Math.min(availableParallelism(), MOST_THREADS);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // Alone, one part after the other is judged in the same memory, which stays in the processor's own.
  if (threads === 1)
    return { pool: createValidatorPool([], order), ahead: 1, failed, close: () => Promise.resolve() };
  // Read here first: the error of a package is worded for people, that of a thread that fails at it is not.
  order.validator.packages.forEach(readPackage);
  const channels = Array.from({ length: threads }, () => new MessageChannel());
  const workers = await Promise.all(channels.map(() => startThread(VALIDATE_WORKER)));
  workers.forEach((worker, at) => {
    worker.once('error', reject);
    const { port1: main } = new MessageChannel();
    const peerPorts = channels.slice(at, at + 1).map(({ port2 }) => port2);
    worker.postMessage({ order, main, peerPorts } satisfies WorkerTask<ValidateOrder>, [main, ...peerPorts]);
  });
  const ports = channels.map(({ port1 }) => port1);
  return {
    pool: createValidatorPool(ports, order),
    ahead: PARTS_AHEAD,
    failed,
    async close() {
      for (const port of ports) port.close();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
