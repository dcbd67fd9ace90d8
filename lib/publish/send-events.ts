import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';

/**
 * Sends events in their order; returns the indexes of those that were not sent, because the bus refused them or did not
 * answer. Throws only what retrying cannot fix: a missing permission, a missing bus.
 */
export type EventSender = (entries: PutEventsRequestEntry[]) => Promise<Set<number>>;

/** PutEvents takes at most ten entries a call (EventBridge API reference, PutEvents). */
const MOST_ENTRIES = 10;

/** Rounds for one batch of entries before the rest is left to its owner's next run. */
const ROUNDS = 3;

/**
 * PutEvents answers 200 even where it refused some entries: an entry was accepted if it got an EventId. The others are
 * sent again, up to three times, without waiting; the owner keeps what is still not accepted and sends it later.
 */
export const createEventSender =
  (client: EventBridgeClient): EventSender =>
  async (entries) => {
    let waiting = entries.map((_, index) => index);
    for (let round = 0; round < ROUNDS && waiting.length > 0; round += 1) {
      const refused: number[] = [];
      for (let start = 0; start < waiting.length; start += MOST_ENTRIES) {
        const batch = waiting.slice(start, start + MOST_ENTRIES);
        refused.push(...(await refusedOf(client, entries, batch)));
      }
      waiting = refused;
    }
    return new Set(waiting);
  };

async function refusedOf(
  client: EventBridgeClient,
  entries: PutEventsRequestEntry[],
  batch: number[],
): Promise<number[]> {
  try {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({ Entries: batch.flatMap((index) => entries[index] ?? []) }),
    );
    return batch.filter((_, position) => Entries[position]?.EventId === undefined);
  } catch (error) {
    if (isRefusedForGood(error)) throw error;
    return batch;
  }
}

/** A person has to fix a missing permission or a missing bus, and must see it: the run fails loudly. */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name.startsWith('AccessDenied') || error.name === 'ResourceNotFoundException');
