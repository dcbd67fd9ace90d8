/** How long a command may take to stop when it is asked to, milliseconds. */
const LONGEST_STOP_MS = 1500;

/** The shell's exit codes for what a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What asks a command to stop, while it runs. */
export interface Interrupt {
  /** Aborted by Ctrl-C, a termination, or when the reader of the output has gone (`| head`). */
  signal: AbortSignal;
  /** The exit code of a command that was stopped: 130 after Ctrl-C, 143 after a termination, 0 where the reader has gone. */
  exitCode: () => number;
  dispose: () => void;
}

/**
 * Ctrl-C and a termination ask the command to stop cleanly, by aborting the signal; a second one ends it at once, and so
 * does the time that it may take for that.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let code = 0;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (name: 'SIGINT' | 'SIGTERM'): void => {
    code = EXIT_CODES[name];
    if (controller.signal.aborted) process.exit(code);
    clearTimeout(timer);
    timer = setTimeout(() => process.exit(code), LONGEST_STOP_MS).unref();
    controller.abort();
  };
  const readerGone = (): void => {
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.stdout.on('error', readerGone);
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose() {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      process.stdout.off('error', readerGone);
    },
  };
}
