import { createInterface } from 'node:readline/promises';
import { UsageError } from '../../errors/index.ts';

/**
 * Asks a person whether to go on.
 * @throws UsageError where there is no terminal to ask at
 */
export async function askWhether(
  question: string,
  { input, output, signal }: { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal: AbortSignal },
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY)
    throw new UsageError(`${question} There is no terminal to ask at: say --yes`, { expected: '--yes' });
  const terminal = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
