import { InvalidOptions, isObject, isText, nameOf } from '../invalid-options.ts';
import { ask } from './host.ts';
import type { EventSeen, LocalStage } from './local-stage.ts';
import type { StartRequest, Started } from './messages.ts';

let last = 0;

/** node:sqlite, which the local cloud stands on, says from there on whether a transaction is open. */
const OLDEST: readonly [number, number] = [22, 16];

/**
 * Starts a cloud on a folder in the form in which the framework leaves it.
 * @param removed called when it is closed
 */
export async function openStage(request: StartRequest, removed: () => void): Promise<LocalStage> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Error(
      `healthlake-inlet/testing needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}`,
    );
  const cloud = ++last;
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    try {
      await ask(cloud, 'close');
    } finally {
      removed();
    }
  };
  const started = (await ask(cloud, 'start', request).catch((error: unknown) => {
    removed();
    throw error;
  })) as Started;
  const control = (method: string, body?: unknown): Promise<unknown> =>
    ask(cloud, 'control', { method, path: '/_inlet/faults', body });
  const { region, credentials } = started.clientSettings;
  return {
    ...started,
    environment: {
      AWS_ENDPOINT_URL: started.url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
    reset: async () => {
      await control('DELETE');
      await ask(cloud, 'reset');
    },
    advance: async (seconds) => {
      await ask(cloud, 'advance', seconds);
    },
    idle: async () => {
      await ask(cloud, 'idle');
    },
    faults: {
      set: async (faults) => {
        checkFaults(faults);
        await control('POST', faults);
      },
      show: async () => (await control('GET')) as Record<string, Record<string, unknown>>,
      clear: async () => {
        await control('DELETE');
      },
    },
    events: async (detailType) => {
      checkDetailType(detailType);
      const events = (await ask(cloud, 'events')) as EventSeen[];
      return detailType === undefined
        ? events
        : events.filter((event) => event['detail-type'] === detailType);
    },
    troubles: async () => (await ask(cloud, 'troubles')) as string[],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function checkDetailType(detailType: unknown): void {
  if (detailType !== undefined && !isText(detailType))
    throw new InvalidOptions(
      `events takes the detail-type of events, as a text, or nothing, and was given ${nameOf(detailType)}`,
    );
}

/** What is no object of JSON is no request that the cloud could answer. */
function checkFaults(faults: unknown): void {
  if (!isObject(faults))
    throw new InvalidOptions(
      `faults.set takes an object such as { healthLake: { throttling: true } }, and was given ${nameOf(faults)}: docs/faults.md has all of them`,
    );
  try {
    JSON.stringify(faults);
  } catch (cause) {
    const told = 'faults.set takes what JSON can say: no bigint, and nothing that is within itself';
    throw Object.assign(new InvalidOptions(told), { cause });
  }
}
