import { describe, expect, test } from '@jest/globals';
import { createRefresh } from '../../../console/api/refresh.ts';

/** A source that counts, and a clock that moves by hand. */
function world(answers: (() => Promise<number>)[] = []) {
  let asked = 0;
  let time = 0;
  const timers: { at: number; work: () => void }[] = [];
  const refresh = createRefresh(
    () => {
      const answer = answers[asked];
      asked += 1;
      return answer ? answer() : Promise.resolve(asked);
    },
    {
      everyMs: 5000,
      troubleOf: (error) => ({ code: 'X', message: (error as Error).message, isFixable: false }),
      now: () => time,
      after(ms, work) {
        const timer = { at: time + ms, work };
        timers.push(timer);
        return () => {
          timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
        };
      },
    },
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    refresh,
    asked: () => asked,
    timers,
    settle,
    pass: async (ms: number) => {
      time += ms;
      for (const timer of timers.splice(0)) {
        if (timer.at <= time) timer.work();
        else timers.push(timer);
      }
      await settle();
    },
  };
}

describe('a source that many look at', () => {
  test('is asked once by all who read within five seconds', async () => {
    const { refresh, asked, pass } = world();
    await Promise.all([refresh.read(), refresh.read(), refresh.read()]);
    await refresh.read();
    expect(asked()).toBe(1);
    await pass(5000);
    await refresh.read();
    expect(asked()).toBe(2);
  });

  test('is asked every five seconds while somebody watches, however many do', async () => {
    const { refresh, asked, pass, settle } = world();
    const seen: number[][] = [[], []];
    const stops = seen.map((values) => refresh.watch(({ value }) => values.push(value ?? -1)));
    await settle();
    await pass(4999);
    expect(asked()).toBe(1);
    await pass(1);
    expect(asked()).toBe(2);
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
    ]);
    for (const stop of stops) stop();
    await pass(60_000);
    expect(asked()).toBe(2);
  });

  test('is asked on where a timer fires early by the clock', async () => {
    const { refresh, asked, pass, settle, timers } = world();
    refresh.watch(() => undefined);
    await settle();
    await pass(4999);
    for (const { work } of timers.splice(0)) work();
    expect([asked(), timers.length]).toEqual([1, 1]);
    await pass(1);
    expect(asked()).toBe(2);
  });

  test('is not asked anew for a second viewer, who sees what is there at once', async () => {
    const { refresh, asked, settle } = world();
    refresh.watch(() => undefined);
    await settle();
    const values: (number | undefined)[] = [];
    refresh.watch(({ value }) => values.push(value));
    await settle();
    expect([asked(), values]).toEqual([1, [1]]);
  });

  test('keeps what was read, with the trouble beside it, when it fails, and goes on', async () => {
    const { refresh, pass, settle } = world([
      () => Promise.resolve(1),
      () => Promise.reject(new Error('throttled')),
    ]);
    const readings: unknown[] = [];
    refresh.watch((reading) => readings.push(reading));
    await settle();
    await pass(5000);
    await pass(5000);
    expect(readings).toEqual([
      { value: 1, trouble: null },
      { value: 1, trouble: { code: 'X', message: 'throttled', isFixable: false } },
      { value: 3, trouble: null },
    ]);
  });

  test('is left alone from the moment the last viewer goes, even while it is being asked', async () => {
    let answer: (value: number) => void = () => undefined;
    const { refresh, timers, settle } = world([() => new Promise((resolve) => (answer = resolve))]);
    const stop = refresh.watch(() => undefined);
    stop();
    answer(1);
    await settle();
    expect(timers).toEqual([]);
  });
});
