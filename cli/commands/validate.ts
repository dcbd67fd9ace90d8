import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openValidator } from '../../local/fhir/open-validator.ts';
import type { UnknownProfiles } from '../../local/fhir/strict.ts';
import type { ValidationLevel } from '../../local/fhir/validate.ts';
import { r4Folder } from '../../local/fhir/validator/r4.ts';
import type { Command, OptionValues } from '../command.ts';
import { UsageError } from '../command.ts';
import { digestBuilder } from '../validate/digest.ts';
import type { InputFile } from '../validate/input-files.ts';
import { inputFiles } from '../validate/input-files.ts';
import { judgeFile } from '../validate/judge-file.ts';
import { reportLines } from '../validate/report.ts';

const UNKNOWN_PROFILES: readonly UnknownProfiles[] = ['refuse', 'ignore'];

const LEVELS: readonly ValidationLevel[] = ['strict', 'structure-only', 'minimal'];

export const validate: Command = {
  operand: { usage: '<path>...' },
  options: {
    level: {
      type: 'string',
      placeholder: '<level>',
      help: `${LEVELS.join(', ')} (default structure-only, as every stage's default route)`,
    },
    package: {
      type: 'string',
      multiple: true,
      placeholder: '<file>',
      help: 'a FHIR package (.tgz) with profiles, for level strict; may be repeated',
    },
    'unknown-profiles': {
      type: 'string',
      placeholder: '<what>',
      help: 'under strict, of lines that claim a profile which no package has: refuse (default) or ignore',
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
    const level = oneOf('level', LEVELS, values.level, 'structure-only');
    const validator = openValidator({
      r4Folder: await r4Folder(),
      packages: (values.package ?? []) as string[],
      unknownProfiles: oneOf('unknown-profiles', UNKNOWN_PROFILES, values['unknown-profiles'], 'refuse'),
    });
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
      const unchecked = validator.unchecked().valueSets;
      if (values.json === true)
        console.log(JSON.stringify({ level, passedOver, uncheckedValueSets: unchecked, ...digest }));
      else
        for (const line of [...passedOverLines(passedOver), ...reportLines(digest, level, unchecked)])
          console.log(line);
      return digest.files.some(({ refused }) => refused > 0) ? 1 : 0;
    } finally {
      rmSync(spool, { recursive: true, force: true });
    }
  },
};

/** @throws UsageError where an option has another value than those there are */
function oneOf<Value extends string>(
  option: string,
  known: readonly Value[],
  given: OptionValues[string],
  standard: Value,
): Value {
  if (given === undefined) return standard;
  const value = known.find((each) => each === given);
  if (value === undefined)
    throw new UsageError(
      `--${option} ${typeof given === 'string' ? given : ''}: there is ${known.join(', ')}`,
    );
  return value;
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
