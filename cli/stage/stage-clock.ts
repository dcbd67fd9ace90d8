/**
 * The clock that a stage's functions use: the machine's, or that of a local cloud, which may be ahead
 * (`POST /_inlet/clock`), whatever stage runs there. Where nothing answers the control route, and on AWS itself, the machine's.
 * @returns epoch milliseconds on each call; how far the cloud is ahead is asked once
 */
export async function stageClock(endpoint: string | undefined): Promise<() => number> {
  const offset = endpoint !== undefined ? await offsetOf(endpoint) : 0;
  return () => Date.now() + offset;
}

async function offsetOf(endpoint: string): Promise<number> {
  try {
    const answer = await fetch(new URL('/_inlet/clock', endpoint));
    if (!answer.ok) return 0;
    const { offsetSeconds } = (await answer.json()) as { offsetSeconds?: unknown };
    return typeof offsetSeconds === 'number' ? offsetSeconds * 1000 : 0;
  } catch {
    return 0;
  }
}
