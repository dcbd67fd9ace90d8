import type { ValidationLevel } from '@aws-sdk/client-healthlake';
import { all, alsoThere, answer, api, fhir, json, lines, object } from './fault.ts';
import type { Fault, Line } from './fault.ts';
import { LINES } from '../../../verify/probes/import-checks.ts';

interface DescribedJob {
  ImportJobProperties: { JobName?: string; JobProgressReport?: object; [member: string]: unknown };
}

/** Members of the job of this name, as DescribeFHIRImportJob has them, are others. */
const job = (name: string, members: object, report: object = {}): Fault =>
  answer(
    all(
      api('DescribeFHIRImportJob'),
      (_, { text }) => text.includes(`"JobName":"${name}"`) && text.includes('"EndTime"'),
    ),
    json<DescribedJob>(({ ImportJobProperties: found }) => ({
      ImportJobProperties: {
        ...found,
        ...members,
        JobProgressReport: { ...found.JobProgressReport, ...report },
      },
    })),
  );

/** A file of results of the job of this name has other lines. */
const results = (name: string, file: RegExp, change: (lines: Line[]) => Line[]): Fault =>
  answer(object(new RegExp(`/${name}/.*${file.source}`)), lines(change));

/** A line of the import at this level that is refused is taken. */
const pardoned = (level: ValidationLevel, name: keyof typeof LINES): Fault =>
  results(`checks-${level}`, /FAILURE/, (known) => known.filter(({ lineId }) => lineId !== numberOf(name)));

/** A line of the import at this level that is taken is refused. */
const refused = (level: ValidationLevel, name: keyof typeof LINES): Fault =>
  results(`checks-${level}`, /FAILURE/, (known) =>
    known.flatMap((line, at) => (at === 0 ? [line, { ...line, lineId: numberOf(name) }] : [line])),
  );

const numberOf = (name: string): number => Object.keys(LINES).indexOf(name) + 1;

interface Patient {
  birthDate?: string;
  extension?: object[];
  meta?: { versionId?: string };
  managingOrganization?: { reference: string };
}
/** A patient of the run as it is read afterwards has other members. */
const read = (name: string, members: Patient): Fault =>
  answer(
    fhir('GET', new RegExp(`/Patient/\\S+-${name}$`)),
    json<Patient>(() => members),
  );

export const IMPORT_READS_FAULTS: Readonly<Record<string, Fault>> = {
  'endings-that-are-read': alsoThere('reading', 'SUCCESS/CAPITALS.NDJSON.ndjson'),
  'uri-without-slash': job('uri-folder', {}, { TotalNumberOfImportedFiles: 0 }),
  'nothing-to-read': job('no-ndjson', { JobStatus: 'COMPLETED' }),
  'no-ndjson': results('reading', /FAILURE.*pretty/, (known) => [...known, ...known]),
  'blank-lines': results('reading', /SUCCESS.*blanks/, (known) => known.slice(1)),
  'one-id-twice': read('twice', { birthDate: '2001-01-01' }),
};

export const IMPORT_WRITES_FAULTS: Readonly<Record<string, Fault>> = {
  'result-lines': results('writing', /FAILURE.*mixed/, (known) =>
    known.map((line) => ({ ...line, lineId: line.lineId - 1 })),
  ),
  'success-lines': results('writing', /SUCCESS.*right/, (known) =>
    known.map(({ lineId, UpdateResourceResponse: answered }) => ({
      lineId,
      UpdateResourceResponse: { ...answered, statusCode: 200 },
    })),
  ),
  'failure-files': alsoThere('writing', 'FAILURE/right.ndjson'),
  'unsearchable-resources': read('missed', { extension: [] }),
  'every-line-refused': job('refused', { JobStatus: 'FAILED' }),
  megabytes: job('known', {}, { TotalSizeOfScannedFilesInMB: 0.0001 }),
  'unlisted-type': results('writing', /FAILURE.*unlisted/, () => []),
  'failed-as-a-whole': alsoThere('page-1', 'manifest.json'),
  'counts-of-files': job('writing', {}, { TotalNumberOfImportedFiles: 3 }),
  'level-where-named': job('known', { ValidationLevel: 'strict' }),
  'missing-input': job('page-1', { JobStatus: 'COMPLETED' }),
  'import-is-update': read('known', { meta: { versionId: '1' } }),
};

export const IMPORT_CHECKS_FAULTS: Readonly<Record<string, Fault>> = {
  'more-of-bad-json': results('checks-structure-only', /FAILURE/, (known) =>
    known.map(({ lineId, UpdateResourceResponse: { statusCode, jsonBlob } }) => ({
      lineId,
      UpdateResourceResponse: {
        statusCode,
        jsonBlob: { ...jsonBlob, issue: (jsonBlob.issue ?? []).slice(0, 1) },
      },
    })),
  ),
  'strict-adds': pardoned('strict', 'broken invariant'),
  'minimal-skips': pardoned('minimal', 'no id'),
  'unknown-profiles': { settings: { unknownProfiles: 'ignore' }, also: ['unknown-versions'] },
  'unknown-versions': { settings: { profileVersions: 'latest-loaded' } },
  'invariants-in-doubt': refused('strict', 'period in doubt'),
  'odd-json': pardoned('structure-only', 'integer 1.0'),
  'deep-nesting': pardoned('structure-only', 'nested'),
  'stored-as-they-are': read('conditional', { managingOrganization: { reference: 'Organization/1' } }),
  'types-of-references': refused('structure-only', 'reference to anything'),
};
