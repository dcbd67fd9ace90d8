import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { onInterrupt } from '../../../cli/local/interrupt.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Begins to listen, and returns what the signals of this process's shell would call. */
function listening() {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const before = process.listenerCount('SIGINT');
  const { signal, exitCode, dispose } = onInterrupt();
  const last = (name: 'SIGINT' | 'SIGTERM') => process.listeners(name).at(-1)?.(name);
  return {
    exit,
    before,
    signal,
    exitCode,
    dispose,
    press: () => last('SIGINT'),
    terminate: () => last('SIGTERM'),
  };
}

describe('Ctrl-C', () => {
  test('asks for a clean stop; a second one ends the command at once, with the shell’s code for it', () => {
    const { exit, signal, exitCode, press, dispose } = listening();
    expect(exitCode()).toBe(0);
    press();
    expect([signal.aborted, exitCode(), exit.mock.calls]).toEqual([true, 130, []]);
    press();
    expect(exit.mock.calls).toEqual([[130]]);
    dispose();
  });

  test('after a termination ends a stop that hangs', () => {
    const { exit, signal, exitCode, press, terminate, dispose } = listening();
    terminate();
    expect([signal.aborted, exitCode()]).toEqual([true, 143]);
    press();
    expect(exit.mock.calls).toEqual([[130]]);
    dispose();
  });

  test('and a termination end a stop that hangs, in less than two seconds', () => {
    const timers: { ends: () => void; ms: number }[] = [];
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((ends: () => void, ms: number) => {
      timers.push({ ends, ms });
      return { unref: () => undefined };
    }) as never);
    const { exit, terminate, dispose } = listening();
    terminate();
    expect([exit.mock.calls, timers.every(({ ms }) => ms < 2000)]).toEqual([[], true]);
    for (const { ends } of timers) ends();
    expect(exit.mock.calls).toEqual([[143]]);
    dispose();
  });

  test('is the shell’s again once the command is over', () => {
    const { before, dispose } = listening();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    dispose();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

test('a reader of the output who has gone stops the command, with no code of its own', () => {
  const { exit, signal, dispose } = listening();
  const gone = process.stdout.listeners('error').at(-1);
  gone?.(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect([signal.aborted, exit.mock.calls]).toEqual([true, []]);
  dispose();
});
