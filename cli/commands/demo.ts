import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../local/boot/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import type { Command, Screen } from '../terminal/index.ts';
import { countOf, createScreen, tableLines } from '../terminal/index.ts';
import { isAsExpected, noteOf, readPatient, wrongThings } from '../demo/index.ts';
import { outcomeTable, outcomesOf } from '../outcome/index.ts';
import { withLocalCloud } from '../stage/index.ts';
import { dropFiles, filesOf } from '../../tools/upload/index.ts';
import { onInterrupt, packaged, watch, whenIdle } from '../local/index.ts';
import type { SampleFile } from '../../tools/sample-population/index.ts';
import { generatePopulation } from '../../tools/sample-population/index.ts';
import { TYPED } from '../../tools/build/index.ts';

const PATIENTS = 50;

/** A busy machine may start a function in more than HealthLake's one second; the demo shows the path, not the second. */
const UNHURRIED = { identityProviderMs: 20_000 };

/** The folder that is dropped, and so the drop's name. */
const DROP = 'sample-population';

export const demo: Command = {
  notes: [
    'It needs no account and no network, takes a free port, and keeps nothing. The exit code is 0 where all came out as the sample should.',
  ],
  options: {},
  async run() {
    const screen = createScreen(process.stdout);
    const folder = mkdtempSync(join(tmpdir(), 'inlet-demo-'));
    const remove = (): void => {
      rmSync(folder, { recursive: true, force: true });
    };
    // A second Ctrl-C ends the process at once.
    process.once('exit', remove);
    const { signal, exitCode, dispose } = onInterrupt();
    try {
      const { files } = generatePopulation({ patients: PATIENTS });
      writePopulation(join(folder, DROP), files);
      const { folder: packageFolder } = await packaged((text) => {
        screen.line(text);
      });
      const cloud = await startLocalCloud({ packageFolder, port: 0, healthLake: UNHURRIED });
      try {
        return (await showImport(cloud, screen, join(folder, DROP), files, signal)) ?? exitCode();
      } finally {
        await cloud.close();
      }
    } finally {
      dispose();
      process.off('exit', remove);
      remove();
    }
  },
};

const keyOf = ({ name }: SampleFile): string => `${DROP}/${name}`;

function writePopulation(folder: string, files: readonly SampleFile[]): void {
  mkdirSync(folder);
  for (const { name, lines } of files) {
    writeFileSync(join(folder, name), [...lines()].map((line) => `${line}\n`).join(''));
  }
}

/** Shows the import and what came of it; undefined where the person stopped it before. */
async function showImport(
  cloud: LocalCloud,
  screen: Screen,
  folder: string,
  files: readonly SampleFile[],
  signal: AbortSignal,
): Promise<number | undefined> {
  screen.line(
    `A cloud of your own is up at ${cloud.url}: the packaged template, the built bundles, a real HealthLake`,
  );
  screen.line(
    `API. Dropping ${countOf(files.length, 'file')} about ${PATIENTS} made-up patients into s3://${cloud.names.inboxBucket}/${DROP}/,`,
  );
  screen.line(`${countOf(wrongThings(files), 'thing')} in them wrong on purpose.`);
  screen.line('');

  const unwatch = watch(cloud, screen, { isGoneAtEnd: true });
  const idle = whenIdle(cloud, signal);
  await dropFiles(cloud.url, cloud.names.inboxBucket, await filesOf(folder));
  const ended = await idle.exitCode();
  unwatch();
  if (ended === undefined) return undefined;

  const read = await withLocalCloud(cloud.url, (stage) => outcomesOf(stage, files.map(keyOf)));
  const outcomes = read.map((outcome, at) => ({ ...outcome, note: outcome.note ?? noteOf(files[at]) }));
  screen.line('');
  for (const line of outcomeTable(outcomes, { showData: true })) screen.line(line);
  screen.line('');

  const wrong = files.filter((file, at) => !isAsExpected(file.expected, outcomes[at]));
  if (wrong.length > 0) {
    screen.line(`Not what the sample should give: ${wrong.map(({ name }) => name).join(', ')}.`);
    return 1;
  }
  const patient = await readPatient(cloud);
  for (const line of patient.lines) screen.line(line);
  screen.line('');
  if (!patient.isRead) return 1;
  screen.line('Try next:');
  for (const line of tableLines(WHAT_NEXT)) screen.line(`  ${line}`);
  return 0;
}

const WHAT_NEXT: readonly [command: string, what: string][] = [
  [TYPED.start, 'keep a local cloud up, to drop files into'],
  [`${TYPED.options} --drop <folder> --exit-when-idle`, 'import a folder of your own NDJSON files'],
  [
    `${TYPED.deploy.replace('deploy', 'package')} --stage dev`,
    `make what \`${TYPED.deploy} --stage dev\` deploys`,
  ],
];
