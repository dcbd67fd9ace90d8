import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import type { MessageStore } from './message-store.ts';

/** Notifies those who wait for a queue when messages can be received. */
export interface Availability {
  /** Says that a message of the queue may have become visible, or will become so later. */
  changed(queueArn: string): void;
  /** Calls `wake` whenever messages are visible: at once if there are some, and after each change. */
  listen(queueArn: string, wake: () => void): () => void;
}

export function createAvailability(store: MessageStore, clock: Clock, database: DatabaseSync): Availability {
  const listeners = new Map<string, Set<() => void>>();
  const planned = new Set<string>();
  const timers = new Map<string, { time: number; cancel: () => void }>();

  const look = (queueArn: string): void => {
    const waiting = listeners.get(queueArn);
    if (!waiting || !database.isOpen) return;
    const now = clock.now();
    armFor(queueArn, store.nextVisible(queueArn, now));
    if (store.visible(queueArn, now, 1).length > 0) for (const wake of [...waiting]) wake();
  };

  /** One timer per queue, for the delayed or received message that becomes visible first. */
  const armFor = (queueArn: string, time: number | undefined): void => {
    const timer = timers.get(queueArn);
    if (timer && timer.time === time) return;
    timer?.cancel();
    timers.delete(queueArn);
    if (time === undefined) return;
    const cancel = clock.at(time, () => {
      timers.delete(queueArn);
      look(queueArn);
    });
    timers.set(queueArn, { time, cancel });
  };

  // A transaction is synchronous, so it has ended before a microtask runs: no listener is woken before the
  // messages are there. The clock counts it as running work, so that `advance` does not pass it by.
  const changed = (queueArn: string): void => {
    if (planned.has(queueArn) || !listeners.has(queueArn)) return;
    planned.add(queueArn);
    const looking = Promise.resolve().then(() => {
      planned.delete(queueArn);
      clock.attempt(() => {
        look(queueArn);
      });
    });
    // `then` makes a promise without a handler: an error of a listener is reported, not lost in `track`.
    void clock.track(looking).then();
  };

  return {
    changed,
    listen(queueArn, wake) {
      const waiting = listeners.get(queueArn) ?? new Set();
      listeners.set(queueArn, waiting.add(wake));
      changed(queueArn);
      return () => {
        waiting.delete(wake);
        if (waiting.size > 0) return;
        if (listeners.get(queueArn) === waiting) listeners.delete(queueArn);
        armFor(queueArn, undefined);
      };
    },
  };
}
