/**
 * Ctrl-C and a termination ask the command to stop cleanly, by aborting the signal; a second one ends it at
 * once, with the shell's code for that (128 + SIGINT). So does a reader of the output who has gone (`| head`), without the code.
 */
export function onInterrupt(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  const readerGone = (): void => {
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', readerGone);
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      process.stdout.off('error', readerGone);
    },
  };
}
