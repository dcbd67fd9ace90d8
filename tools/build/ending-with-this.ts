import type { ChildProcess } from 'node:child_process';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Lets a process end when this one does, also when a signal ends this one. Only while it runs are signals handled: what computes
 * does not hear them, and is ended by them as any process is.
 */
export function endingWithThis<Child extends ChildProcess>(
  child: Child,
  signal: NodeJS.Signals = 'SIGTERM',
): Child {
  const end = (): void => {
    child.kill(signal);
  };
  const handlers = Object.entries(SIGNALS).map(
    ([name, code]) => [name as keyof typeof SIGNALS, () => process.exit(code)] as const,
  );
  // Before what is removed at the end, into which it may write.
  process.prependOnceListener('exit', end);
  for (const [name, handler] of handlers) process.once(name, handler);
  child.once('exit', () => {
    process.off('exit', end);
    for (const [name, handler] of handlers) process.off(name, handler);
  });
  return child;
}
