import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJsonObject, sendJson, targetOf } from '../../http/index.ts';
import type { Clock, Faults, Service } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import type { LocalCloud } from '../cloud-api.ts';
import type { ServedService } from '../services.ts';
import { healthOf } from './health.ts';
import { streamEvents } from './stream-events.ts';

type Controlled = Pick<
  LocalCloud,
  'instance' | 'state' | 'isIdle' | 'isAtRest' | 'diskUse' | 'onEvent' | 'advanceClock' | 'alarms' | 'reset'
> & {
  served: readonly ServedService[];
  clock: Clock;
  faults: Faults;
};

type Answer = (cloud: Controlled, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Method and path of every control route, and what it does. */
const ROUTES: Readonly<Record<string, Answer>> = {
  'GET /_inlet/state': async (cloud, _request, response) => {
    sendJson(response, 200, { ...(await cloud.state()), disk: await cloud.diskUse() });
  },
  'GET /_inlet/health': async (cloud, _request, response) => {
    sendJson(response, 200, await healthOf(cloud));
  },
  'GET /_inlet/alarms': (cloud, _request, response) => {
    sendJson(response, 200, cloud.alarms());
    return Promise.resolve();
  },
  'GET /_inlet/events': (cloud, request, response) => {
    streamEvents(cloud, request, response);
    return Promise.resolve();
  },
  'GET /_inlet/clock': (cloud, _request, response) => {
    sendJson(response, 200, timeOf(cloud.clock));
    return Promise.resolve();
  },
  'POST /_inlet/clock': async (cloud, request, response) => {
    const { advanceSeconds } = await readJsonObject(request);
    if (
      typeof advanceSeconds !== 'number' ||
      !(advanceSeconds >= 0) ||
      advanceSeconds > MOST_ADVANCE_SECONDS
    ) {
      throw new AwsError(
        'ValidationException',
        `advanceSeconds must be a number from 0 to ${MOST_ADVANCE_SECONDS}: POST {"advanceSeconds": 60}. The clock does not go back.`,
      );
    }
    await cloud.advanceClock(advanceSeconds);
    sendJson(response, 200, timeOf(cloud.clock));
  },
  'GET /_inlet/faults': ({ faults }, _request, response) => {
    sendJson(response, 200, faults.show());
    return Promise.resolve();
  },
  'POST /_inlet/faults': async ({ faults }, request, response) => {
    faults.read(await readJsonObject(request))();
    sendJson(response, 200, faults.show());
  },
  'DELETE /_inlet/faults': ({ faults }, _request, response) => {
    faults.clear();
    sendJson(response, 200, faults.show());
    return Promise.resolve();
  },
  'POST /_inlet/reset': async (cloud, _request, response) => {
    await cloud.reset();
    sendJson(response, 200, {});
  },
};

/** A year: further than any retention or expiry that a test wants to see. */
export const MOST_ADVANCE_SECONDS = 366 * 24 * 3600;

/** The routes under `/_inlet/`, for people, tests and the console page. */
export const createControlService =
  (cloud: Controlled): Service =>
  async (request, response) => {
    const { path } = targetOf(request);
    const route = `${request.method ?? ''} ${path}`;
    const answer = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
    if (!answer) {
      throw new AwsError('NotFound', `There is ${Object.keys(ROUTES).join(', ')}; not ${route}.`, 404);
    }
    await answer(cloud, request, response);
  };

const timeOf = (clock: Clock) => ({
  now: new Date(clock.now()).toISOString(),
  offsetSeconds: clock.offset() / 1000,
});
