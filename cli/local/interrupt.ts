/** What asks a command to stop: Ctrl-C, whoever looks after processes, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ctrl-C, a termination and the terminal's end ask the command to stop cleanly, by aborting the signal, whose reason is
 * the signal's name; a second one ends it at once, with the shell's code for that (128 + SIGINT). So does a reader of the
 * output who has gone (`| head`), without the code.
 */
export function onInterrupt(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(name);
  };
  const readerGone = (): void => {
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  process.stdout.on('error', readerGone);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of SIGNALS) process.off(name, interrupt);
      process.stdout.off('error', readerGone);
    },
  };
}
