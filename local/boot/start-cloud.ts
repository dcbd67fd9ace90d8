import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isTerminal } from '../../lib/healthlake/index.ts';
import type { FrontDoor } from '../http/index.ts';
import { createFrontDoor, listen } from '../http/index.ts';
import { clockMover } from './advance-clock.ts';
import type { CloudOptions, CloudState, TestedCloud } from './cloud-api.ts';
import { openParts } from './cloud-parts.ts';
import { createCloudState } from './cloud-state.ts';
import { createControlService } from './control/control-service.ts';
import { allFaults } from './control/faults.ts';
import { startPage } from './control/start-page.ts';
import { diskUse } from './disk-use.ts';
import { isWrite } from './is-write.ts';
import { operationName } from './operation-name.ts';
import { createServices } from './services.ts';
import { CONSOLE_PATH, pageWhenAsked, toConsole } from './page-when-asked.ts';
import type { StateFolder } from './state-folder.ts';
import { takeStateFolder } from './state-folder.ts';
import { declaredBy, namesOf } from './template-names.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Starts the machine-local cloud: reads the packaged template and runs what it declares behind one port.
 * Everything that an earlier run with the same state folder left undone is continued.
 *
 * @throws FixableError where the state folder or the port is taken, or the template declares what the local cloud does
 *   not have
 */
export async function startLocalCloud(options: CloudOptions): Promise<TestedCloud> {
  const host = options.host ?? LOOPBACK;
  const state = takeStateFolder(options.stateFolder);
  const door = createFrontDoor(host === LOOPBACK ? [] : [host]);
  try {
    await listen(door.server, host, options.port);
    const { port, address } = door.server.address() as AddressInfo;
    return await boot(options, { url: `http://${host}:${port}`, address }, state, door);
  } catch (error) {
    door.server.close();
    state.release();
    throw error;
  }
}

async function boot(
  options: CloudOptions,
  reached: { url: string; address: string },
  { folder, release }: StateFolder,
  door: FrontDoor,
): Promise<TestedCloud> {
  const parts = openParts(options, reached, folder);
  const { stack, clock, authorizer, database } = parts;
  const services = createServices(parts);
  const { cloudWatch, eventBridge, healthLake, lambda } = services.apis;
  await services.take('declare');

  const state = createCloudState(stack, services.apis);
  const isIdle = async (): Promise<boolean> =>
    (await state.isIdle()) && (await state.state()).jobs.every(hasEnded);
  // What a person has said of the minute is kept.
  if (options.rests ?? options.minuteMs === undefined)
    eventBridge.restWhile({ isIdle, onRest: lambda.endIdle });
  // Runs that are held back are not missing: no alarm is to rise for them.
  const holdTicks = (): (() => void) => {
    const releases = [eventBridge.holdTicks(), cloudWatch.holdAlarms()];
    return () => {
      for (const release of releases) release();
    };
  };
  const mover = clockMover({ clock, isIdle, onMoved: eventBridge.happened, holdTicks });

  const make = options.console;
  const console = make && pageWhenAsked(() => make(cloud));
  const cloud: TestedCloud = {
    url: reached.url,
    instance: randomUUID(),
    names: namesOf(stack),
    ...declaredBy(stack),
    grants: authorizer,
    healthLakeSettings: (settings) => {
      healthLake.configure(settings);
    },
    ...state,
    diskUse: () => diskUse(folder),
    progress: () => healthLake.progress(),
    onEvent: (listener, from) =>
      eventBridge.subscribe(from === undefined ? Infinity : from + 1, (sequence, event) => {
        listener(event, sequence);
      }),
    eventsBefore: (page) => eventBridge.eventsBefore(page),
    resourceCounts: (datastoreId) => healthLake.store.counts(datastoreId),
    exportJobs: (datastoreId, most) =>
      healthLake.exports
        .latest(datastoreId, most)
        .map(({ jobId, jobName = null, status, submitTime, outputUri }) => ({
          jobId,
          jobName,
          status,
          submitTime,
          outputS3Uri: outputUri === '' ? null : outputUri,
        })),
    now: () => clock.now(),
    isAtRest: eventBridge.isAtRest,
    isInvoking: lambda.isInvoking,
    onLog: parts.logs.add,
    onTrouble: parts.troubles.add,
    alarms: cloudWatch.alarms,
    onAlarm: cloudWatch.onAlarm,
    advanceClock: mover.advance,
    holdTicks,
    clockMove: mover.move,
    reset: () => services.take('reset'),
    async close() {
      clock.stop();
      await console?.close();
      await services.take('stop');
      await closed(door.server);
      await services.take('close');
      database.close();
      release();
    },
  };

  const control = createControlService({
    ...cloud,
    clock,
    faults: allFaults(services.faults),
    served: services.served,
  });
  door.open({
    ...services.routes,
    // Last: the paths of the issuer and the console lie below it.
    paths: {
      ...services.routes.paths,
      ...(console && { [CONSOLE_PATH]: console.service }),
      '/_inlet/': control,
    },
    crossOrigin: { origins: parts.allowedOrigins, paths: services.forPages },
    page: console ? toConsole : startPage({ ...cloud, stackName: stack.name, served: services.served }),
    served: services.served.map(({ name }) => name),
    callerOf: parts.callerOf,
    crashOf: (sessionToken, request) => lambda.crashOf(sessionToken, operationName(request)),
    onRequest: (request, byFunction) => {
      if (!isWrite(request, byFunction)) return;
      eventBridge.happened();
      cloudWatch.happened();
    },
    onFault: parts.onFault,
  });
  await services.take('start');
  return cloud;
}

/** A job of anybody's; one that is under way may be followed. */
const hasEnded = ({ status }: CloudState['jobs'][number]): boolean => isTerminal(status);

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
