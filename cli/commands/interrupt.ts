/**
 * Ctrl-C and a termination ask the command to stop cleanly, by aborting the signal; a second one ends it at
 * once, with the shell's code for that (128 + SIGINT).
 */
export function onInterrupt(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
  };
}
