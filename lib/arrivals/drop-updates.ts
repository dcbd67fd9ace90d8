import type { DropUpdate, Ledger } from '../ledger/index.ts';
import { shardOf, touchDrop } from '../ledger/index.ts';
import type { Batches } from './batched.ts';
import type { Recorded } from './record-object.ts';

/** What is recorded together adds to its drops: one update of a drop's row, and before it the names of its batches. */
export interface DropUpdates {
  /** @param id names the message or object that said so */
  add: (id: string, recorded: Recorded, recordedAt: number) => void;
  /** Writes them; those that could not be written come back, with the error of each. */
  write: (ledger: Ledger) => Promise<{ id: string; error: unknown }[]>;
}

export function collectDropUpdates(batches: Batches): DropUpdates {
  const drops = new Map<string, { update: Collected; ids: string[] }>();
  return {
    add(id, given, recordedAt) {
      const recorded = given.kind === 'rejected' ? given.marked : given;
      if (!recorded || !isForDrop(recorded)) return;
      const { route, drop } = recorded.place;
      const name = JSON.stringify([route.name, drop]);
      const entry = drops.get(name) ?? {
        update: { route: route.name, drop, recordedAt, fileCount: 0, bytes: 0, shards: new Set() },
        ids: [],
      };
      addTo(entry.update, recorded);
      if ('batch' in recorded) batches.take(recorded.batch, recorded.key);
      entry.ids.push(id);
      drops.set(name, entry);
    },
    async write(ledger) {
      const failed: { id: string; error: unknown }[] = [];
      for (const { update, ids } of drops.values()) {
        try {
          await batches.write(ledger, update);
          await touchDrop(ledger, update);
        } catch (error) {
          failed.push(...ids.map((id) => ({ id, error })));
        }
      }
      return failed;
    },
  };
}

type Collected = DropUpdate & { shards: Set<number> };

function addTo(update: Collected, recorded: ForDrop): void {
  switch (recorded.kind) {
    case 'marker':
      update.marker = recorded.marker;
      return;
    case 'marker-below':
      if (recorded.isManifest) update.hasManifestBelow = true;
      return;
    case 'hidden':
      update.hidden = { objects: (update.hidden?.objects ?? 0) + 1, example: recorded.below };
      return;
    default:
      update.fileCount += 1;
      update.bytes += recorded.size;
      if (recorded.batch) update.hasBatches = true;
      else update.shards.add(shardOf(recorded.key));
  }
}

type ForDrop = Extract<Recorded, { place: unknown }>;

/** True where a drop has to be updated. For a file that came again it is once more, in case it was not. */
const isForDrop = (recorded: Recorded): recorded is ForDrop => FOR_DROP.has(recorded.kind);

const FOR_DROP: ReadonlySet<Recorded['kind']> = new Set<Recorded['kind']>([
  'recorded',
  'redelivered',
  'marker',
  'marker-below',
  'hidden',
]);
