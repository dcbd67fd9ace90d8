import { setTimeout as pause } from 'node:timers/promises';
import type { HealthLakeClient } from '@aws-sdk/client-healthlake';

/** What a test replaces: the machine's time. */
export interface ConsoleClock {
  /** Milliseconds. */
  now: () => number;
  wait: (ms: number) => Promise<unknown>;
}

export const MACHINE_CLOCK: ConsoleClock = {
  now: () => performance.now(),
  wait: (ms) => pause(ms, undefined, { ref: false }),
};

/** Between two calls, milliseconds: HealthLake's quotas of Describe and List are few a second, and the stage's own functions share them. */
const BETWEEN_MS = 1000;

/** An answer is good for so long, milliseconds: no view asks the same again before. */
const GOOD_MS = 5000;

/**
 * Has a client call HealthLake once a second at most, repetitions of the SDK's included, and the same thing at most once in five
 * seconds: whoever looks, and whatever views ask for.
 */
export function paceHealthLake(client: HealthLakeClient, clock: ConsoleClock = MACHINE_CLOCK): void {
  const answers = new Map<string, { at: number; answer: Promise<unknown> }>();
  let turn = Promise.resolve();
  let lastCall = -Infinity;

  const myTurn = (): Promise<void> =>
    (turn = turn.then(async () => {
      const left = lastCall + BETWEEN_MS - clock.now();
      if (left > 0) await clock.wait(left);
      lastCall = clock.now();
    }));

  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        for (const [key, { at }] of answers) if (clock.now() - at >= GOOD_MS) answers.delete(key);
        const key = `${String(commandName)} ${JSON.stringify(args.input)}`;
        const answer = (answers.get(key)?.answer ?? next(args)) as ReturnType<typeof next>;
        if (!answers.has(key)) answers.set(key, { at: clock.now(), answer });
        return answer;
      },
    { step: 'initialize', name: 'sameAnswer', priority: 'high' },
  );
  // Behind the SDK's repetitions, of which each waits its turn, and behind the signature, which is good for five minutes.
  client.middlewareStack.add(
    (next) => async (args) => {
      await myTurn();
      return next(args);
    },
    { step: 'finalizeRequest', name: 'oneCallASecond', priority: 'low' },
  );
}
