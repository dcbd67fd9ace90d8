import { TYPED } from '../../tools/build/index.ts';
import { UsageError } from '../../errors/index.ts';

/** How long what is asked may take for its first answer, milliseconds: the SDKs would wait for ever. */
export const LONGEST_FIRST_ANSWER_MS = 30_000;

/**
 * The clock that a stage's functions use: the machine's, or that of a local cloud, which may be ahead
 * (`POST /_inlet/clock`), whatever stage runs there. Where nothing answers the control route, and on AWS itself, the machine's.
 * @returns epoch milliseconds on each call; how far the cloud is ahead is asked once
 * @throws UsageError where somebody listens there and says nothing in time
 */
export async function stageClock(
  endpoint: string | undefined,
  longestMs = LONGEST_FIRST_ANSWER_MS,
): Promise<() => number> {
  const offset = endpoint !== undefined ? await offsetOf(endpoint, longestMs) : 0;
  return () => Date.now() + offset;
}

async function offsetOf(endpoint: string, longestMs: number): Promise<number> {
  try {
    const answer = await fetch(new URL('/_inlet/clock', endpoint), {
      signal: AbortSignal.timeout(longestMs),
    });
    if (!answer.ok) return 0;
    const { offsetSeconds } = (await answer.json()) as { offsetSeconds?: unknown };
    return typeof offsetSeconds === 'number' ? offsetSeconds * 1000 : 0;
  } catch (error) {
    if (isTimeout(error)) throw noAnswerInTime(endpoint, longestMs, error);
    return 0;
  }
}

/** Whether a signal of `AbortSignal.timeout` ended a request. */
export const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

/** What is said where a process listens and gives no answer, as one does that Ctrl-Z has stopped. */
export const noAnswerInTime = (url: string, longestMs: number, cause: unknown): UsageError =>
  new UsageError(
    `what listens at ${url} has not answered for ${longestMs / 1000} s: a local cloud that was stopped (Ctrl-Z) goes on with \`fg\` in its shell; else end it and start it again with \`${TYPED.start}\``,
    { actual: url, expected: 'an answer', cause },
  );
