import { failureText } from './terminal/index.ts';

/**
 * Makes a process end in words whatever happens: a reader of the output who has gone (`| head`) ends it quietly, and what
 * nobody caught is told as any other failure is.
 */
export function endInWords(process: NodeJS.Process): void {
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error: NodeJS.ErrnoException) => {
      // A command that stops cleanly by itself listens too.
      if (error.code === 'EPIPE' && output.listenerCount('error') > 1) return;
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  const fault = (error: unknown): void => {
    console.error(`inlet: ${failureText(error)}`);
    process.exit(1);
  };
  process.on('uncaughtException', fault).on('unhandledRejection', fault);
}
