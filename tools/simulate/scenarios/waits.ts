import type { QueueAge } from '../report/measured.ts';

/** Collects how long messages of a queue waited. */
export interface Waits {
  /** @param ms how long so many messages waited; @param worstMs the oldest of them */
  add: (ms: number, messages?: number, worstMs?: number) => void;
  /** So many were being worked on at once. */
  inFlight: (messages: number) => void;
  queue: () => QueueAge;
}

export function waitsOf(name: string): Waits {
  const waited: { ms: number; messages: number }[] = [];
  let [worstMs, mostInFlight] = [0, 0];
  return {
    add(ms, messages = 1, worst = ms) {
      waited.push({ ms, messages });
      worstMs = Math.max(worstMs, worst);
    },
    inFlight: (messages) => (mostInFlight = Math.max(mostInFlight, messages)),
    queue() {
      const all = waited.reduce((sum, { messages }) => sum + messages, 0);
      let before = 0;
      const middle = waited
        .toSorted((a, b) => a.ms - b.ms)
        .find(({ messages }) => (before += messages) * 2 >= all);
      return { queue: name, messages: all, worstMs, medianMs: middle?.ms ?? 0, mostInFlight };
    },
  };
}
