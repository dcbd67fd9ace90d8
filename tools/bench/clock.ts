import { packageStage } from '../build/index.ts';
import type { LocalCloud } from '../../local/boot/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import { interleaved, timed } from './interleaved.ts';
import { report } from './report.ts';

const ROUNDS = 3;
const HOUR_SECONDS = 3600;

const invocations = async (cloud: LocalCloud): Promise<number> =>
  (await cloud.state()).functions.reduce((sum, { invocations: count }) => sum + count, 0);

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await response.text();
}

/** How long an hour takes when the clock is moved on by one with nothing to do, in invocations of a function. */
export async function clockSpeed(): Promise<void> {
  const { folder: packageFolder } = await packageStage({ stage: 'local' });
  const cloud = await startLocalCloud({ packageFolder, port: 0 });
  try {
    const before = await invocations(cloud);
    const { invocation, hour } = await interleaved(ROUNDS, {
      invocation: () =>
        timed(() => post(`${cloud.url}/2015-03-31/functions/inlet-local-poll-jobs/invocations`, {})),
      hour: () => timed(() => post(`${cloud.url}/_inlet/clock`, { advanceSeconds: HOUR_SECONDS })),
    });
    const ticks = ((await invocations(cloud)) - before) / ROUNDS;
    report('POST /_inlet/clock, one hour without work', 'one invocation of poll-jobs', [
      [`${Math.round(ticks)} scheduled invocations`, hour / invocation],
    ]);
    console.log(`  an hour takes ${(hour / 1000).toFixed(1)} s here`);
  } finally {
    await cloud.close();
  }
}
