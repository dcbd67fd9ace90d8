import { about, noProbe, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import type { EndedImport } from '../bench/jobs.ts';
import { failedLines, linesOf, succeededLines, unsearchableLines } from './result-lines.ts';
import { countOf } from '../../errors/index.ts';

/** One import with files that are read in full, in part, and not at all, after one that had some of it already. */
const writing = async (bench: Bench): Promise<EndedImport> => {
  await bench.imported('known', () => ({ files: { 'known.ndjson': linesOf(bench.patient('known')) } }));
  return bench.imported('writing', () => ({
    level: 'structure-only',
    files: {
      'right.ndjson': linesOf(bench.patient('new'), bench.patient('known')),
      'mixed.ndjson': linesOf(bench.patient('good'), bench.patient('bad', { birthDate: 'soon' })),
      'wrong.ndjson': linesOf(bench.patient('worse', { birthDate: 'soon' })),
      'unlisted.ndjson': linesOf({ ...bench.patient('unlisted'), resourceType: 'Nonsense' }),
    },
  }));
};

const minimal = (bench: Bench): Promise<EndedImport> =>
  bench.imported('minimal', () => ({
    level: 'minimal',
    files: { 'minimal.ndjson': linesOf(bench.patient('missed', { birthDate: '2020-02-30' })) },
  }));

export const IMPORT_WRITES = [
  ...about('What an import writes', {
    'result-lines': [
      'A result line is valid JSON: `lineId` counted from 1, and `UpdateResourceResponse` with `jsonBlob` and `statusCode`.',
      writes('line 2, status 400, OperationOutcome', async (bench) => {
        const { results } = await writing(bench);
        const [line] = failedLines(results, 'mixed');
        const { statusCode, jsonBlob } = line?.UpdateResourceResponse ?? {};
        return `line ${String(line?.lineId)}, status ${String(statusCode)}, ${jsonBlob?.resourceType}`;
      }),
    ],
    'success-lines': [
      'A SUCCESS line has type, id and meta of what was stored, with 201 for new and 200 for changed; the file is there even when every line failed.',
      writes('201, 200, with type, id and meta; the file is there', async (bench) => {
        const { results } = await writing(bench);
        const lines = succeededLines(results, 'right');
        const statuses = lines.map((line) => String(line.UpdateResourceResponse?.statusCode));
        const isWhole = lines.every(({ UpdateResourceResponse: answer }) => {
          const { resourceType, id, meta } = answer?.jsonBlob ?? {};
          return resourceType === 'Patient' && id !== undefined && meta?.versionId !== undefined;
        });
        const isThere = [...results.keys()].some((path) => /^SUCCESS\/.*wrong/.test(path));
        return `${statuses.join(', ')}, ${isWhole ? 'with' : 'without'} type, id and meta; the file is ${isThere ? '' : 'not '}there`;
      }),
    ],
    'failure-files': [
      'FAILURE files are there only where lines failed.',
      writes('of mixed, wrong', async (bench) => {
        const { results } = await writing(bench);
        const paths = [...results.keys()].filter((path) => path.startsWith('FAILURE/'));
        return `of ${['right', 'mixed', 'wrong'].filter((name) => paths.some((path) => path.includes(name))).join(', ')}`;
      }),
    ],
    'unsearchable-resources': [
      'Under minimal, a resource that searches may miss is stored with the extension `validation-issue`, and its line is in `SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/` instead of SUCCESS; it counts as imported.',
      writes('1 line there, 0 in SUCCESS, 1 imported, with the extension', async (bench) => {
        const { results, properties } = await minimal(bench);
        const { json } = await bench.fhir('GET', `Patient/${bench.id('missed')}`);
        const isMarked = JSON.stringify(json.extension ?? []).includes('validation-issue');
        return `${unsearchableLines(results, 'minimal').length} line there, ${succeededLines(results, 'minimal').length} in SUCCESS, ${properties.JobProgressReport?.TotalNumberOfResourcesImported} imported, ${isMarked ? 'with' : 'without'} the extension`;
      }),
    ],
    'every-line-refused': [
      'Every line refused is COMPLETED_WITH_ERRORS.',
      writes('COMPLETED_WITH_ERRORS', async (bench) => {
        const files = { 'a.ndjson': linesOf(bench.patient('none', { birthDate: 'soon' })) };
        const { properties } = await bench.imported('refused', () => ({ files, level: 'structure-only' }));
        return properties.JobStatus ?? '';
      }),
    ],
    'every-file-unreadable': [
      'Every file unreadable is FAILED.',
      noProbe('harm', 'it takes a file that the data access role may not read, so a changed policy or key'),
    ],
    megabytes: [
      'MB are 1,000,000 bytes; Throughput is MB per second while the job runs, and 0 at its end.',
      writes('decimal, at the end 0', async (bench) => {
        const body = linesOf(bench.patient('known'));
        const { properties } = await bench.imported('known', () => ({ files: { 'known.ndjson': body } }));
        const { TotalSizeOfScannedFilesInMB: size = 0, Throughput: pace } =
          properties.JobProgressReport ?? {};
        const isDecimal = Math.abs(size * 1_000_000 - Buffer.byteLength(body)) < 1;
        return `${isDecimal ? 'decimal' : `${countOf(Math.round(Buffer.byteLength(body) / size), 'byte')} each`}, at the end ${pace}`;
      }),
    ],
    'unlisted-type': [
      'A resource type that the Developer Guide does not list is a line of FAILURE.',
      writes('1 line of FAILURE', async (bench) => {
        const { results } = await writing(bench);
        return `${failedLines(results, 'unlisted').length} line of FAILURE`;
      }),
    ],
    'failed-as-a-whole': [
      'When the job fails as a whole, there is no manifest, and Describe has the message.',
      writes('no manifest, a message', async (bench) => {
        const { properties, results } = await bench.imported('page-1', () => ({ files: {} }));
        const hasManifest = [...results.keys()].some((path) => /manifest\.json$/i.test(path));
        return `${hasManifest ? 'a' : 'no'} manifest, ${properties.Message ? 'a' : 'no'} message`;
      }),
    ],
  }),

  ...about('DescribeFHIRImportJob', {
    'counts-of-files': [
      'TotalNumberOfImportedFiles are files read to their end; those that could not be opened are TotalNumberOfFilesReadWithCustomerError.',
      writes('4 scanned, 4 imported, 0 with an error', async (bench) => {
        const { properties } = await writing(bench);
        const report = properties.JobProgressReport ?? {};
        return `${report.TotalNumberOfScannedFiles} scanned, ${report.TotalNumberOfImportedFiles} imported, ${report.TotalNumberOfFilesReadWithCustomerError} with an error`;
      }),
    ],
    'level-where-named': [
      'ValidationLevel is given only where the request named one.',
      writes('structure-only where named, none where not', async (bench) => {
        const named = await writing(bench);
        const other = await bench.imported('known', () => ({ files: {} }));
        return `${named.properties.ValidationLevel} where named, ${other.properties.ValidationLevel ?? 'none'} where not`;
      }),
    ],
  }),

  ...about('StartFHIRImportJob', {
    'missing-input': [
      'The answer is SUBMITTED; input that does not exist, no access and an output that cannot be written end the job FAILED with a message, they do not refuse the request.',
      writes('taken, FAILED with a message', async (bench) => {
        const { properties } = await bench.imported('page-1', () => ({ files: {} }));
        return `taken, ${properties.JobStatus} ${properties.Message ? 'with' : 'without'} a message`;
      }),
    ],
    'pass-role': [
      'The caller needs iam:PassRole for the data access role, and HealthLake must be trusted by it: AccessDeniedException.',
      noProbe(
        'harm',
        'it takes a role that trusts nobody and a caller with fewer permissions, so changes of IAM',
      ),
    ],
    'import-is-update': [
      'An import is an update of each resource: a new version where there was one.',
      writes('version 2', async (bench) => {
        await writing(bench);
        const { json } = await bench.fhir('GET', `Patient/${bench.id('known')}`);
        return `version ${json.meta?.versionId}`;
      }),
    ],
  }),
];
