import { parentPort } from 'node:worker_threads';
import { isTerminal } from '../../lib/healthlake/index.ts';
import { MOST_ADVANCE_SECONDS, localClientSettings, startLocalCloud } from '../../local/boot/index.ts';
import { nameOf } from '../invalid-options.ts';
import type { ControlRequest, Question, StartRequest, Started } from './messages.ts';

/** A cloud, and what was heard of it. */
interface Hosted {
  cloud: Awaited<ReturnType<typeof startLocalCloud>>;
  minuteMs: number;
  events: unknown[];
  troubles: string[];
}

/** How long a schedule's minute lasts: rather by the clock that is moved than by itself. */
const MINUTE_MS = 5_000;

const clouds = new Map<number, Hosted>();

const hosted = (cloud: number): Hosted => {
  const found = clouds.get(cloud);
  if (!found)
    throw Object.assign(
      new Error('this cloud is closed: await what is asked of it before close(), and before its block ends'),
      { code: 'CloudClosed' },
    );
  return found;
};

/** Events that functions have accepted count, and jobs whoever started them: Inlet's own stage waits for those that it follows itself. */
const isQuiet = async (cloud: Hosted['cloud']): Promise<boolean> =>
  !cloud.isInvoking() &&
  (await cloud.isIdle()) &&
  (await cloud.state()).jobs.every(({ status }) => isTerminal(status));

/** Twice: what an invocation has left while the messages were counted is seen by the second look. */
const isDone = async (cloud: Hosted['cloud']): Promise<boolean> =>
  (await isQuiet(cloud)) && (await isQuiet(cloud));

const DOES: Record<Question['does'], (cloud: number, given: unknown) => unknown> = {
  start: (cloud, given) => start(cloud, given as StartRequest),
  async reset(cloud) {
    const { cloud: running, events, troubles } = hosted(cloud);
    await running.reset();
    events.length = 0;
    troubles.length = 0;
  },
  advance: (cloud, seconds) => advance(hosted(cloud).cloud, seconds),
  async idle(cloud) {
    const { cloud: running, minuteMs } = hosted(cloud);
    while (!(await isDone(running))) await running.advanceClock(minuteMs / 5_000);
  },
  events: (cloud) => hosted(cloud).events,
  troubles: (cloud) => hosted(cloud).troubles,
  control: (cloud, given) => control(hosted(cloud).cloud.url, given as ControlRequest),
  async close(cloud) {
    const { cloud: running } = hosted(cloud);
    clouds.delete(cloud);
    await running.close();
  },
};

async function start(number: number, { minuteMs = MINUTE_MS, ...request }: StartRequest): Promise<Started> {
  const cloud = await startLocalCloud({ ...request, port: 0, minuteMs });
  const heard: Hosted = { cloud, minuteMs, events: [], troubles: [] };
  cloud.onEvent((event) => heard.events.push(event), 0);
  cloud.onTrouble((text) => heard.troubles.push(text));
  clouds.set(number, heard);
  const { url, resources, outputs, withoutEffect } = cloud;
  return {
    url,
    clientSettings: { ...localClientSettings(url), forcePathStyle: true },
    resources,
    outputs,
    withoutEffect,
  };
}

/** @throws Error (`code` InvalidSeconds): the clock does not go back, nor on for ever */
function advance(cloud: Hosted['cloud'], seconds: unknown): Promise<void> {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= MOST_ADVANCE_SECONDS)
    return cloud.advanceClock(seconds);
  const text = `advance takes a number of seconds from 0 to ${MOST_ADVANCE_SECONDS}, a year, and was given ${nameOf(seconds)}: the clock does not go back`;
  throw Object.assign(new Error(text), { code: 'InvalidSeconds' });
}

async function control(url: string, { method, path, body }: ControlRequest): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { message?: string };
  if (!response.ok)
    throw Object.assign(new Error(answer.message ?? `${path} answers ${response.status}`), {
      code: 'InvalidFaults',
    });
  return answer;
}

// Each cloud listens for the end of the process.
process.setMaxListeners(0);
parentPort?.on('message', ({ id, cloud, does, with: given }: Question) => {
  void (async () => {
    try {
      parentPort?.postMessage({ id, value: await DOES[does](cloud, given) });
    } catch (error) {
      const { message, code } = error as { message: string; code?: string };
      parentPort?.postMessage({ id, error: message, ...(typeof code === 'string' && { code }) });
    }
  })();
});
