import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { openDatabase, sharedTime, transaction } from '../../ground/index.ts';
import { askMain } from '../jobs/worker-messages.ts';
import { currentMeta, metaAt } from '../store/current-meta.ts';
import { dateOf } from '../store/date-of.ts';
import { isAskedToStop } from '../jobs/worker-messages.ts';
import { STORE_FILE } from '../store/schema.ts';
import type { FhirStore } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { WorkerTask } from '../../../fhir/index.ts';
import { UNKNOWN_PLACE, runWorker } from '../../../fhir/index.ts';
import type { LineInMemory } from './read-lines.ts';
import { readLines } from './read-lines.ts';
import type { Selection } from './selection.ts';
import { inTime, isSelected, labelled, ofPatients } from './selection.ts';

/** What the worker is to do: one data store to export. */
export interface ExportOrder {
  stateFolder: string;
  /** Where files are written before they go to S3. */
  resultFolder: string;
  datastoreId: string;
  /** In the names of the files. */
  fileNumber: number;
  /** The cloud's time (sharedTime). */
  clock: SharedArrayBuffer;
  stop: SharedArrayBuffer;
  bytesPerFile?: number;
  /** What of the data store is exported; all of it without. */
  selection?: Selection;
  /** The data store's address, for absolute references. */
  endpoint?: string;
}

/** What the worker asks the main thread. Each question is answered by one ExportAnswer. */
export type ExportQuestion =
  /** What is exported is the data store at this instant, epoch milliseconds. */
  { ask: 'note'; instant: number } | ExportedPart;

/** A file is written; it is to be moved into S3 under `key`, below the job's folder. */
export interface ExportedPart {
  ask: 'store';
  resourceType: string;
  key: string;
  file: string;
}

export type ExportAnswer = { stored: true } | { refused: string };

/** A type with more than this is several files. */
const BYTES_PER_FILE = 1_000_000_000;
const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 10;

async function runExport({ order, main }: WorkerTask<ExportOrder>): Promise<void> {
  const store = openStore(order.stateFolder);
  const instant = beginSnapshot(store, order);
  await askMain<ExportAnswer>(main, { ask: 'note', instant } satisfies ExportQuestion);
  mkdirSync(order.resultFolder, { recursive: true, mode: 0o700 });
  for (const resourceType of store.types(order.datastoreId))
    if (isSelected(order.selection, resourceType) && !(await exportType(store, order, resourceType, main)))
      break;
  store.close();
}

/** How long it is waited for those who write, milliseconds: a large batch of an import on a slow disk. */
const MOST_WAITED_MS = 60_000;

/**
 * Begins to read the data store as it is at an instant at which nobody writes: what was written before is in it, with times up to then, and nothing that is
 * written later, which has later times.
 * @returns the instant, epoch milliseconds
 */
function beginSnapshot(store: FhirStore, order: ExportOrder): number {
  const gate = openDatabase(order.stateFolder, STORE_FILE);
  try {
    gate.exec(`PRAGMA busy_timeout = ${MOST_WAITED_MS}`);
    return transaction(gate, () => {
      store.database.exec('BEGIN');
      // The first look at it is what SQLite's snapshot is of. Its segments stay, too, when the data store is deleted.
      store.segments.hold(store.segmentsOf(order.datastoreId));
      return Math.round(sharedTime(order.clock)());
    });
  } finally {
    gate.close();
  }
}

/** Returns false where the export ends here. */
async function exportType(
  store: FhirStore,
  order: ExportOrder,
  resourceType: string,
  main: MessagePort,
): Promise<boolean> {
  const lines = exportLines(selectedLines(store, order, resourceType));
  let part = 0;
  for (let next = lines.next(); !next.done; part++) {
    const name = `${resourceType}-${order.fileNumber}-0-${part}.ndjson`;
    const path = join(order.resultFolder, name);
    const file = openSync(path, 'w', 0o600);
    try {
      const most = order.bytesPerFile ?? BYTES_PER_FILE;
      let written = 0;
      for (; !next.done && (written === 0 || written + next.value.length <= most); next = lines.next()) {
        written += writeAll(file, next.value);
        if (isAskedToStop(order.stop)) return false;
      }
    } finally {
      closeSync(file);
    }
    const question: ExportedPart = {
      ask: 'store',
      resourceType,
      key: `${resourceType}/${name}`,
      file: path,
    };
    if ('refused' in (await askMain<ExportAnswer>(main, question))) return false;
  }
  return true;
}

/** The lines of a type that are exported. */
function selectedLines(store: FhirStore, order: ExportOrder, resourceType: string): Iterable<LineInMemory> {
  const { datastoreId, selection, endpoint = '' } = order;
  const places = store.places(datastoreId, resourceType);
  if (!selection) return readLines(places, store.segments);
  return ofPatients(
    labelled(readLines(inTime(places, selection), store.segments), selection.labels),
    selection.patients,
    resourceType,
    endpoint,
  );
}

/** The lines of a type's file, gathered to pieces worth a write; each is valid until the next is taken. */
function* exportLines(lines: Iterable<LineInMemory>): Generator<Buffer> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let used = 0;
  for (const { place, memory, at } of lines) {
    const { version, versionPlace, length } = place;
    const date = dateOf(place.lastUpdated);
    const { start, end, text } =
      versionPlace === UNKNOWN_PLACE
        ? currentMeta(memory.subarray(at, at + length), version, date)
        : metaAt(versionPlace, version, date);
    const most = length + 3 * text.length + 1;
    if (used > 0 && used + most > chunk.length) {
      yield chunk.subarray(0, used);
      used = 0;
    }
    if (most > chunk.length) chunk = Buffer.allocUnsafeSlow(most);
    used += memory.copy(chunk, used, at, at + start);
    used += chunk.write(text, used, 'utf8');
    used += memory.copy(chunk, used, at + end, at + length);
    chunk[used++] = LINE_FEED;
  }
  if (used > 0) yield chunk.subarray(0, used);
}

function writeAll(file: number, bytes: Buffer): number {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  return bytes.length;
}

runWorker(runExport);
