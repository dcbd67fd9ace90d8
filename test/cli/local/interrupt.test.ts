import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { onInterrupt } from '../../../cli/local/interrupt.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Begins to listen, and returns what the signals of this process's shell would call. */
function listening() {
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const before = process.listenerCount('SIGINT');
  const { signal, dispose } = onInterrupt();
  const last = (name: 'SIGINT' | 'SIGTERM') => process.listeners(name).at(-1)?.(name);
  return { exit, before, signal, dispose, press: () => last('SIGINT'), terminate: () => last('SIGTERM') };
}

describe('Ctrl-C', () => {
  test('asks for a clean stop; a second one ends the command at once, with the shell’s code for it', () => {
    const { exit, signal, press, dispose } = listening();
    press();
    expect([signal.aborted, exit.mock.calls]).toEqual([true, []]);
    press();
    expect(exit.mock.calls).toEqual([[130]]);
    dispose();
  });

  test('after a termination ends a stop that hangs', () => {
    const { exit, signal, press, terminate, dispose } = listening();
    terminate();
    expect(signal.aborted).toBe(true);
    press();
    expect(exit.mock.calls).toEqual([[130]]);
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
