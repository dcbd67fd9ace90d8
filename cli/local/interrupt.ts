/** How long a command may take to stop when it is asked to, milliseconds, unless it has something to clean up. */
const LONGEST_STOP_MS = 1500;

/**
 * What asks a command to stop (Ctrl-C, whoever looks after processes, a terminal that is closed) with the shell's exit code
 * for what it ended: 128 and the signal's number.
 */
const EXIT_CODES: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The same signals end the process at once, for a command that has nothing to clean up: unlike by a signal's own way, what
 * waits for the process's exit, as children that must not outlive it do, hears of it.
 */
export function exitOnSignals(): void {
  for (const name of SIGNALS) process.once(name, () => process.exit(EXIT_CODES[name]));
}

/** What asks a command to stop, while it runs. */
export interface Interrupt {
  /** Aborted by one of those signals, with its name as the reason, or when the reader of the output has gone (`| head`). */
  signal: AbortSignal;
  /** The exit code of a command that was stopped by a signal; 0 where the reader has gone. */
  exitCode: () => number;
  dispose: () => void;
}

/**
 * Ctrl-C, a termination and the terminal's end ask the command to stop cleanly, by aborting the signal; a second one ends it
 * at once, and so does the time that it may take for that.
 */
export function onInterrupt(longestStopMs = LONGEST_STOP_MS): Interrupt {
  const controller = new AbortController();
  let code = 0;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (name: NodeJS.Signals): void => {
    // Signals that come together may come in any order: a person's own says how it ended.
    if (code !== EXIT_CODES.SIGINT) code = EXIT_CODES[name] ?? 1;
    if (controller.signal.aborted) process.exit(code);
    clearTimeout(timer);
    timer = setTimeout(() => process.exit(code), longestStopMs).unref();
    controller.abort(name);
  };
  const readerGone = (): void => {
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  process.stdout.on('error', readerGone);
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose() {
      clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, interrupt);
      process.stdout.off('error', readerGone);
    },
  };
}
