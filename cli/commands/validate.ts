import type { ProfileVersions, UnknownProfiles, ValidateOrder } from '../../fhir/index.ts';
import { LONGEST_LINE_BYTES, VALIDATION_LEVELS, r4Folder } from '../../fhir/index.ts';
import type { Command, OptionValues } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';
import { inputFiles, openReportFile } from '../validate/index.ts';
import { onInterrupt } from '../local/index.ts';

const UNKNOWN_PROFILES: readonly UnknownProfiles[] = ['refuse', 'ignore'];

const PROFILE_VERSIONS: readonly ProfileVersions[] = ['exact', 'latest-loaded'];

export const validate: Command = {
  operand: { usage: '<path>...' },
  options: {
    level: {
      type: 'string',
      placeholder: '<level>',
      oneOf: VALIDATION_LEVELS,
      help: `${VALIDATION_LEVELS.join(', ')} (default structure-only, as every stage's default route)`,
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
      oneOf: UNKNOWN_PROFILES,
      help: 'under strict, of lines that claim a profile which no package has: refuse (default) or ignore',
    },
    'profile-versions': {
      type: 'string',
      placeholder: '<which>',
      oneOf: PROFILE_VERSIONS,
      help: 'under strict, of lines that claim a version of a profile that is not loaded: exact (default) has it unknown, latest-loaded takes the newest that is',
    },
    'show-data': {
      type: 'boolean',
      not: ['json'],
      help: 'show the first of each kind of issue with the values of the data that it is about',
    },
    html: {
      type: 'string',
      placeholder: '<file.html>',
      help: 'write the report there as one page, too: it needs no server, and holds values of the data with --show-data only',
    },
    json: {
      type: 'boolean',
      help: 'write a line of JSON for each line with issues, values and all, then one with the digest',
    },
  },
  notes: [
    'A path is a file, a folder (its .ndjson and .ndjson.gz files, sub-folders included) or - for standard input. Files whose names end in .gz are unpacked to be judged.',
    'The exit code is 1 where a line is refused, and 2 where a claimed profile cannot be applied, for it has no snapshot. Values of the data are shown with --show-data and --json only.',
  ],
  examples: ['export/', 'export/ --level strict --package hl7.fhir.us.core-3.1.1.tgz', '- < Patient.ndjson'],
  judge(values) {
    if (typeof values.html === 'string' && !/\.html?$/i.test(values.html))
      return `--html ${values.html} is no name of a page: end it in .html`;
    const ofStrict = ['package', 'unknown-profiles', 'profile-versions'].find(
      (name) => values[name] !== undefined,
    );
    return ofStrict === undefined || values.level === 'strict'
      ? undefined
      : `--${ofStrict} says nothing at level ${chosen(VALIDATION_LEVELS, values.level, 'structure-only')}: add --level strict`;
  },
  async run(values, first = '', more = []) {
    const { signal, exitCode, dispose } = onInterrupt();
    const page = typeof values.html === 'string' ? await openReportFile(values.html) : undefined;
    try {
      const input = await inputFiles([first, ...more], signal);
      // Loaded only for files: who names an empty folder would wait for threads and a validator.
      const { digestOf, htmlReport, rejectedNames, reportLines } = await import('../validate/index.ts');
      const order: ValidateOrder = {
        level: chosen(VALIDATION_LEVELS, values.level, 'structure-only'),
        longestLine: LONGEST_LINE_BYTES,
        validator: {
          r4Folder: await r4Folder(),
          packages: (values.package ?? []) as string[],
          unknownProfiles: chosen(UNKNOWN_PROFILES, values['unknown-profiles'], 'refuse'),
          profileVersions: chosen(PROFILE_VERSIONS, values['profile-versions'], 'exact'),
        },
      };
      const isJson = values.json === true;
      const { digest, unchecked } = await digestOf(input.files, order, signal, {
        isJson,
        showData: values['show-data'] === true,
      });
      const context = {
        level: order.level,
        passedOver: input.passedOver,
        unpacked: input.files.filter(({ isPacked }) => isPacked).map(({ name }) => name),
        rejectedNames: rejectedNames(input.files),
        unchecked,
        interrupted: signal.aborted,
      };
      // Before it is told on the terminal: where that has gone, the page is there all the same. A page of half of the lines is none.
      if (!signal.aborted)
        await page?.write(
          htmlReport(digest, { ...context, hasPackages: values.package !== undefined }, new Date()),
        );
      if (isJson) console.log(JSON.stringify({ ...context, ...digest }));
      else tell(reportLines(digest, { ...context, hasPackages: values.package !== undefined }));
      if (signal.aborted) return exitCode();
      if (page) tell([`The report is in ${String(values.html)}.`], 'stderr');
      // A package that does not say what it demands is an input that cannot be understood.
      if (unchecked.profiles.length > 0) return 2;
      return digest.files.some(({ refused }) => refused > 0) ? 1 : 0;
    } catch (error) {
      if (signal.aborted) return exitCode();
      throw error;
    } finally {
      dispose();
      await page?.discard();
    }
  },
};

/** The value of an option that its table has judged. */
const chosen = <Value extends string>(
  known: readonly Value[],
  given: OptionValues[string],
  standard: Value,
): Value => known.find((each) => each === given) ?? standard;
