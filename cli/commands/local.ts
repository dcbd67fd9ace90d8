import { once } from 'node:events';
import { join, relative, resolve } from 'node:path';
import { OWNER_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../local/ground/index.ts';
import type { DiskUse, LocalCloud } from '../../local/boot/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import { PROJECT } from '../../tools/build/index.ts';
import type { Command, OptionValues, Screen } from '../terminal/index.ts';
import { bytesText, createScreen, numberOf } from '../terminal/index.ts';
import { dropFiles, filesOf } from '../../tools/upload/index.ts';
import { introduction, onInterrupt, packaged, watch, whenIdle } from '../local/index.ts';
import { samplePopulation } from '../../tools/sample-population/index.ts';

export const local: Command = {
  options: {
    port: {
      type: 'string',
      placeholder: '<n>',
      number: { from: 0, to: 65_535 },
      help: 'port on loopback; 0 picks a free one (default 4566)',
    },
    host: {
      type: 'string',
      placeholder: '<name>',
      help: 'address to listen on instead of 127.0.0.1: others can then reach it',
    },
    state: {
      type: 'string',
      placeholder: '<folder>',
      help: 'where everything is kept between runs (default .inlet)',
    },
    memory: { type: 'boolean', not: ['state'], help: 'keep nothing: a temporary folder, removed at the end' },
    drop: {
      type: 'string',
      multiple: true,
      placeholder: '<path>',
      help: 'upload a file or folder once it is ready; may be repeated',
    },
    'exit-when-idle': {
      type: 'boolean',
      help: 'end when no work is left; exit code 0 if every import is COMPLETED and nothing was rejected',
    },
    json: { type: 'boolean', help: 'write every bus event to stdout as one line of JSON, and nothing else' },
    'minute-ms': {
      type: 'string',
      placeholder: '<n>',
      number: { from: 10, to: 3_600_000 },
      help: "how long a schedule's minute lasts, in milliseconds (default 1000)",
    },
    'strict-auth': {
      type: 'boolean',
      help: `verify signatures and their dates; then only access key ${OWNER_ACCESS_KEY} with secret ${SECRET_ACCESS_KEY} is let in`,
    },
    'identity-limit-ms': {
      type: 'string',
      placeholder: '<n>',
      number: { from: 1, to: 3_600_000 },
      help: 'how long the identity provider may take for a bearer token (default 5000; with --strict-auth 1000, its start included)',
    },
    throttling: { type: 'boolean', help: 'keep to the request rates of HealthLake' },
    package: {
      type: 'string',
      multiple: true,
      placeholder: '<file>',
      help: 'a FHIR package (.tgz) whose profiles imports at level strict check; may be repeated',
    },
    verbose: { type: 'boolean', help: 'show the functions’ own log lines too' },
  },
  run,
};

async function run(values: OptionValues): Promise<number> {
  const json = values.json === true;
  const screen = createScreen(json ? process.stderr : process.stdout);
  const say = (text: string): void => {
    if (!json) screen.line(text);
  };
  const port = numberOf(values, 'port', 4566);
  const drops = (values.drop as string[] | undefined) ?? [];
  const files = (await Promise.all(drops.map(filesOf))).flat();
  const fhirPackages = await packagesOf(values);

  const { signal, dispose } = onInterrupt();
  try {
    const { folder } = await packaged(say);
    const cloud = await startLocalCloud({
      packageFolder: folder,
      ...(values.memory !== true && { stateFolder: stateFolder(values) }),
      ...(typeof values.host === 'string' && { host: values.host }),
      port,
      strictAuth: values['strict-auth'] === true,
      healthLake: { throttling: values.throttling === true, fhirPackages, ...identityLimit(values) },
      samplePopulation,
      minuteMs: numberOf(values, 'minute-ms', 1000),
    });
    try {
      return await serve(cloud, { screen, json, files, values, signal });
    } finally {
      await cloud.close();
    }
  } finally {
    dispose();
  }
}

interface Serving {
  screen: Screen;
  json: boolean;
  files: Awaited<ReturnType<typeof filesOf>>;
  values: OptionValues;
  signal: AbortSignal;
}

async function serve(cloud: LocalCloud, { screen, json, files, values, signal }: Serving): Promise<number> {
  const idle = values['exit-when-idle'] === true ? whenIdle(cloud, signal) : undefined;
  const unwatch = json
    ? cloud.onEvent((event) => process.stdout.write(`${JSON.stringify(event)}\n`))
    : watch(cloud, screen, { verbose: values.verbose === true });
  try {
    screen.line(`ready ${cloud.url}`);
    if (!json)
      for (const line of await introduction(cloud, values['strict-auth'] === true)) screen.line(line);
    await dropFiles(cloud.url, cloud.names.inboxBucket, files);
    if (idle) return await idle.exitCode();
    if (!signal.aborted) await once(signal, 'abort');
    return signal.reason === 'SIGINT' ? 130 : 0;
  } finally {
    unwatch();
    if (!json) screen.line(values.memory === true ? 'stopped' : kept(await cloud.diskUse()));
  }
}

const kept = ({ folder, totalBytes, resourcesBytes }: DiskUse): string =>
  `stopped; ${relative('', folder)} keeps ${bytesText(totalBytes)}, ${bytesText(resourcesBytes)} of it FHIR resources`;

/** The packages' absolute paths. @throws PackageError where one cannot be read, rather than when an import needs it */
async function packagesOf(values: OptionValues): Promise<string[]> {
  const paths = ((values.package ?? []) as string[]).map((path) => resolve(path));
  if (paths.length === 0) return [];
  const { readPackage } = await import('../../fhir/index.ts');
  for (const path of paths) readPackage(path);
  return paths;
}

const stateFolder = ({ state }: OptionValues): string =>
  typeof state === 'string' ? state : join(PROJECT, '.inlet');

const identityLimit = (values: OptionValues): { identityProviderMs?: number } =>
  values['identity-limit-ms'] === undefined
    ? {}
    : { identityProviderMs: numberOf(values, 'identity-limit-ms', 5000) };
