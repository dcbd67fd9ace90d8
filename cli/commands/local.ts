import { once } from 'node:events';
import { open, writeFile } from 'node:fs/promises';
import type { LocalCloud } from '../../local/boot/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import type { Command, OptionValues, Screen } from '../terminal/index.ts';
import { createScreen, numberOf, tell } from '../terminal/index.ts';
import { dropFiles, filesOf } from '../../tools/upload/index.ts';
import {
  LOCAL_OPTIONS,
  droppedKeys,
  fhirPackagesOf,
  healthLakeSettings,
  introduction,
  keptText,
  onInterrupt,
  packaged,
  smartAppsOf,
  smartServicesOf,
  stateFolder,
  watch,
  whenIdle,
} from '../local/index.ts';
import { outcomeTable, outcomesOf, reasonOfExit, reportDocument } from '../outcome/index.ts';
import { recordCloud, withLocalCloud } from '../stage/index.ts';
import { localAudience } from '../token/index.ts';
import { samplePopulation } from '../../tools/sample-population/index.ts';

export const local: Command = {
  notes: [
    'Ctrl-C ends it; what it keeps in its folder is there the next time. When it is ready it says what to paste into another shell.',
  ],
  examples: ['', '--memory --port 0 --drop export/ --exit-when-idle'],
  options: LOCAL_OPTIONS,
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
  const smartServices = await smartServicesOf((values['smart-service'] as string[] | undefined) ?? []);
  const fhirPackages = await fhirPackagesOf(values.package);
  // Where it cannot be written is better known now than at the end.
  if (typeof values.report === 'string') await (await open(values.report, 'a', 0o600)).close();

  const { signal, exitCode, dispose } = onInterrupt();
  try {
    const { folder } = await packaged(say);
    const cloud = await startLocalCloud({
      packageFolder: folder,
      ...(values.memory !== true && { stateFolder: stateFolder(values.state) }),
      ...(typeof values.host === 'string' && { host: values.host }),
      port,
      allowFunctions: values['allow-functions'] === true,
      strictAuth: values['strict-auth'] === true,
      reindex: values.reindex === true,
      healthLake: { fhirPackages, ...healthLakeSettings(values) },
      smartApps: [...smartAppsOf((values['smart-app'] as string[] | undefined) ?? []), ...smartServices],
      allowedOrigins: (values['allow-origin'] as string[] | undefined) ?? [],
      tokenAudience: localAudience(),
      samplePopulation,
      xrayDaemon: process.env.AWS_XRAY_DAEMON_ADDRESS,
      console: async (running) => (await import('../console/index.ts')).localConsole(running),
      ...(values['minute-ms'] !== undefined && { minuteMs: numberOf(values, 'minute-ms', 1000) }),
    });
    try {
      const ended = await serve(cloud, { screen, json, files, values, signal });
      return signal.aborted ? exitCode() : ended;
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
  const dropped = droppedKeys(cloud);
  const unwatch = json
    ? cloud.onEvent((event) => process.stdout.write(`${JSON.stringify(event)}\n`))
    : watch(cloud, screen, {
        verbose: values.verbose === true,
        isGoneAtEnd: values.memory === true && idle !== undefined,
      });
  // What ends by itself is gone before anybody has asked it, or pasted a line of it.
  const forget = idle === undefined ? recordCloud(cloud) : undefined;
  try {
    screen.line(`ready ${cloud.url}`);
    if (!json && idle === undefined)
      for (const line of await introduction({ ...cloud, isFound: forget !== undefined })) screen.line(line);
    // However slow the machine is, a drop is not taken for whole before it is.
    const giveBack = files.length > 0 ? cloud.holdTicks() : undefined;
    await dropFiles(cloud.url, cloud.names.inboxBucket, files).finally(giveBack);
    const ended = await idle?.exitCode();
    if (ended !== undefined) {
      await report(cloud, dropped(), ended, values);
      return ended;
    }
    if (!signal.aborted) await once(signal, 'abort');
    return 0;
  } finally {
    forget?.();
    unwatch();
    if (!json) screen.line(values.memory === true ? 'stopped' : keptText(await cloud.diskUse()));
  }
}

/** Says what became of each file, and why the exit code is not 0. */
async function report(
  cloud: LocalCloud,
  keys: readonly string[],
  exitCode: 0 | 1,
  { report: file, 'show-data': showData }: OptionValues,
): Promise<void> {
  const shown = { showData: showData === true };
  const outcomes = await withLocalCloud(cloud.url, (stage) => outcomesOf(stage, keys));
  const lines = [
    ...(outcomes.length === 0 ? [] : ['', ...outcomeTable(outcomes, shown)]),
    ...(exitCode === 0 ? [] : ['', `exit code 1: ${reasonOfExit(outcomes)}`]),
  ];
  if (typeof file !== 'string') {
    tell(lines, 'stderr');
    return;
  }
  const text = file.endsWith('.json')
    ? JSON.stringify(reportDocument(outcomes, exitCode, shown), null, 2)
    : lines.join('\n').trimStart();
  await writeFile(file, `${text}\n`, { mode: 0o600 });
}
