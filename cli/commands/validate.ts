import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ValidationLevel } from '../../local/fhir/validate.ts';
import { createValidator } from '../../local/fhir/validate.ts';
import { loadR4, r4Folder } from '../../local/fhir/validator/r4.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../command.ts';
import { digestBuilder } from '../validate/digest.ts';
import type { InputFile } from '../validate/input-files.ts';
import { inputFiles } from '../validate/input-files.ts';
import { judgeFile } from '../validate/judge-file.ts';
import { reportLines } from '../validate/report.ts';

const LEVELS: readonly ValidationLevel[] = ['strict', 'structure-only', 'minimal'];

export const validate: Command = {
  operand: { usage: '<path>...' },
  options: {
    level: {
      type: 'string',
      placeholder: '<level>',
      help: `${LEVELS.join(', ')} (default structure-only, as every stage's default route)`,
    },
    json: {
      type: 'boolean',
      help: 'write a line of JSON for each line with issues, values and all, then one with the digest',
    },
  },
  notes: [
    'A path is a file, a folder (its .ndjson files, sub-folders included) or - for standard input.',
    'The exit code is 1 where a line is refused. What is shown without --json has no values of the data in it.',
  ],
  async run(values, first = '', more = []) {
    const level = levelOf(values.level);
    const validator = createValidator(loadR4(await r4Folder()));
    const spool = mkdtempSync(join(tmpdir(), 'inlet-validate-'));
    try {
      const { files, passedOver } = await filesOf([first, ...more], spool);
      const builder = digestBuilder();
      for (const { path, name } of files) {
        builder.begin(name);
        for (const judged of judgeFile(path, validator, level)) {
          builder.add(name, judged);
          const { line, isRefused, issues } = judged;
          if (values.json === true && issues.length > 0)
            console.log(JSON.stringify({ file: name, line, refused: isRefused, issue: issues }));
        }
      }
      const digest = builder.digest();
      if (values.json === true) console.log(JSON.stringify({ level, passedOver, ...digest }));
      else
        for (const line of [...passedOverLines(passedOver), ...reportLines(digest, level)]) console.log(line);
      return digest.files.some(({ refused }) => refused > 0) ? 1 : 0;
    } finally {
      rmSync(spool, { recursive: true, force: true });
    }
  },
};

function levelOf(given: unknown): ValidationLevel {
  if (given === undefined) return 'structure-only';
  const level = LEVELS.find((each) => each === given);
  if (!level)
    throw new UsageError(`--level ${typeof given === 'string' ? given : ''}: there is ${LEVELS.join(', ')}`);
  return level;
}

/** Standard input becomes a file for as long as the command runs: lines of any length are read from one. */
async function filesOf(
  paths: readonly string[],
  spool: string,
): Promise<{ files: readonly InputFile[]; passedOver: readonly string[] }> {
  const named = paths.filter((path) => path !== '-');
  const { files, passedOver } = named.length > 0 ? inputFiles(named) : { files: [], passedOver: [] };
  if (named.length === paths.length) return { files, passedOver };
  const path = join(spool, 'stdin.ndjson');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  return { files: [...files, { path, name: '(stdin)' }], passedOver };
}

const passedOverLines = (names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [
        `Passed over, for an import reads .ndjson files only: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
        '',
      ];
