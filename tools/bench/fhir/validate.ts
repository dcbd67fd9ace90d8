import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { inFolder } from '../in-folder.ts';
import { ratios, sampled } from '../interleaved.ts';
import { reportRounds } from '../report.ts';
import { benchData } from './data.ts';

const ROUNDS = 15;

/** Reads, splits and parses files, and says what its processors took. */
const PARSER = `
import { readFileSync } from 'node:fs';
for (const file of process.argv.slice(2))
  for (const line of readFileSync(file, 'utf8').split('\\n')) if (line !== '') JSON.parse(line);
`;

/** Says at its end what its processors took, milliseconds, as the last line of stderr. */
const TELLS_TIME = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('\\n' + (user + system) / 1000 + '\\n'); });`,
)}`;

/** Milliseconds of processors that a Node process takes from its first to its last. */
function ofProcess(args: readonly string[]): number {
  const { stderr, status } = spawnSync(process.execPath, ['--import', TELLS_TIME, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 64e6,
  });
  const told = Number(stderr.trim().split('\n').at(-1));
  if (Number.isNaN(told) || status === null)
    throw new Error(`A process of the benchmark failed: ${stderr.slice(-300)}`);
  return told;
}

/** `inlet validate` as people run it, beside a Node process that reads, splits and parses the same files. */
export async function validateProcess(): Promise<void> {
  await inFolder(async (folder) => {
    const { what, files, bytes } = benchData(folder);
    const parser = join(folder, 'parser.mjs');
    writeFileSync(parser, PARSER);
    const { parsed, validated } = await sampled(ROUNDS, {
      parsed: () => ofProcess([parser, ...files]),
      validated: () => ofProcess(['bin/inlet.mjs', 'validate', ...files]),
    });
    reportRounds(
      `inlet validate, whole process, ${(bytes / 1e6).toFixed(0)} MB (${what}), processor time`,
      'that of a Node process that reads, splits and parses: less is better',
      [['inlet validate', ratios(parsed, validated).map((ratio) => 1 / ratio)]],
    );
  });
}
