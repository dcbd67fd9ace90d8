import { closeSync, fstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type {
  FileToValidate,
  ValidateOrder,
  ValidatedRange,
  ValidationLevel,
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
import type { UnpackedFile } from './packed-file.ts';
import { refusedWhere } from './unreadable-file.ts';

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
      // Where this thread judges, nothing else turns its event loop, by which an interruption comes.
      await new Promise((resolve) => setImmediate(resolve));
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
    const open = async (): Promise<UnpackedFile> =>
      of.open((bytes) => {
        tellUnpacking(of, bytes);
      });
    const looked = async (): Promise<UnpackedFile> => {
      const unpacked = await open();
      const refusal = unpacked.refusal ?? beginningOf(of, unpacked.file);
      return { file: unpacked.file, ...(refusal !== undefined && { refusal }) };
    };
    const { file, refusal } = await (files.length === 1 ? looked() : looked().catch(refusedWhere(of.path)));
    yield { of, file, size: fstatSync(file).size, from: 0, refusal };
  }
}

/** Says why a file is not NDJSON at all. @throws the error of the file system, which names no path for an open file, with it */
function beginningOf({ path }: InputFile, file: number): string | undefined {
  try {
    return fileRefusal(file);
  } catch (error) {
    closeSync(file);
    throw path === undefined ? error : Object.assign(error as Error, { path });
  }
}

/**
 * So many bytes of input for each thread. V8 compiles the judge anew in every thread, which takes as much processor time as 60 MB of lines:
 * with less for each, threads end no sooner than one alone.
 */
const BYTES_A_THREAD: Readonly<Record<ValidationLevel, number>> = {
  strict: 32 * 1024 * 1024,
  'structure-only': 64 * 1024 * 1024,
  minimal: 64 * 1024 * 1024,
};

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

/**
 * How many threads validate input: one for each core of the machine, and fewer where there is too little for them.
 * @param bytes of all files, unpacked
 */
export function threadsFor(bytes: number, level: ValidationLevel, cores: number): number {
  const worthwhile = Math.floor(bytes / BYTES_A_THREAD[level]);
  return Math.max(1, Math.min(worthwhile, cores, MOST_THREADS));
}

/** Threads of their own where more than one is worthwhile, else this thread. */
async function openPool(order: ValidateOrder, bytes: number): Promise<OpenPool> {
  const threads = threadsFor(bytes, order.level, availableParallelism());
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
