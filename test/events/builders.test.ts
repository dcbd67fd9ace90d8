import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adviceOnRejection, rejectionAdvice, resultsAdvice } from '../../events/advice.ts';
import type { EventAddress, EventEntry } from '../../events/index.ts';
import { entrySize } from '../../events/entry.ts';
import {
  exportFileReady,
  exportJobStatusChanged,
  importFileRejected,
  importJobProgress,
  importJobStatusChanged,
  importStartFailed,
} from '../../events/index.ts';
import type { ResultsSummary } from '../../events/results-summarized.ts';
import { importResultsSummarized } from '../../events/results-summarized.ts';
import type { ImportResultsSummarized } from '../../events/types.generated.ts';
import { contractViolations } from '../support/contract-violations.ts';

const PUT_EVENTS_BYTES = 256 * 1024;
const PUT_EVENTS_ENTRIES = 10;

const address: EventAddress = {
  eventBusName: 'inlet-local',
  time: new Date('2026-01-31T12:41:07.512Z'),
  resources: ['arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/1f2f459836ac6c513ce899f9e4f66a59'],
};

/** The envelope as EventBridge makes it of an entry. */
const delivered = (entry: EventEntry): { detail: Record<string, unknown> } & Record<string, unknown> => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': entry.DetailType,
  source: entry.Source,
  account: '000000000000',
  time: entry.Time.toISOString().replace(/\.\d+Z$/, 'Z'),
  region: 'us-east-1',
  resources: entry.Resources,
  detail: JSON.parse(entry.Detail) as Record<string, unknown>,
});

const instant = fc
  .date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const hex32 = fc.stringMatching(/^[0-9a-f]{32}$/);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.floor(maxLength / 4) });
const count = fc.nat();
const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);

const counts = fc.record({
  filesScanned: count,
  filesImported: count,
  filesWithErrors: count,
  megabytesScanned: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  resourcesScanned: count,
  resourcesImported: count,
  resourcesWithErrors: count,
});

const change = fc.record({
  sequence: fc.integer({ min: 1 }),
  datastoreId: hex32,
  jobId: hex32,
  jobName: nullable(text(64)),
  importId: nullable(text(64)),
  previousStatus: nullable(fc.constantFrom('SUBMITTED', 'IN_PROGRESS')),
  status: fc.constantFrom('SUBMITTED', 'COMPLETED', 'NOT_KNOWN_YET'),
  submitTime: instant,
  endTime: nullable(instant),
  inputS3Uri: text(1024),
  outputS3Uri: nullable(text(1024)),
  fileCount: nullable(count),
  progress: nullable(counts),
  message: nullable(text(2048)),
});

/** A running job in the place of one that has changed. */
const asProgress = ({
  submitTime,
  ...job
}: Parameters<typeof importJobStatusChanged>[0]): Parameters<typeof importJobProgress>[0] => ({
  ...job,
  submitTime,
  observedAt: submitTime,
  progress: job.progress ?? NOTHING_YET,
});
const NOTHING_YET = {
  filesScanned: 0,
  filesImported: 0,
  filesWithErrors: 0,
  megabytesScanned: 0,
  resourcesScanned: 0,
  resourcesImported: 0,
  resourcesWithErrors: 0,
};

const problems = Object.keys(resultsAdvice) as (keyof typeof resultsAdvice)[];
const reasons = Object.keys(rejectionAdvice) as (keyof typeof rejectionAdvice)[];
const rejection = fc.record({
  bucket: fc.constant('inlet-local-inbox'),
  key: text(1024),
  versionId: nullable(text(1024)),
  size: count,
  etag: hex32,
  sequencer: fc.stringMatching(/^[0-9A-F]{18}$/),
  route: nullable(text(128)),
  drop: nullable(text(1024)),
  reason: fc.constantFrom(...reasons),
  recordedAt: instant,
});

const failure = fc.record({
  importId: text(64),
  datastoreId: hex32,
  jobName: text(64),
  attempt: fc.integer({ min: 1 }),
  inputS3Uri: nullable(text(1024)),
  fileCount: count,
  errorName: fc.constantFrom('AccessDeniedException', 'SomethingNewException'),
  message: nullable(text(2048)),
  firstAttemptAt: instant,
  gaveUpAt: instant,
});

const summary: fc.Arbitrary<ResultsSummary> = fc.record({
  datastoreId: hex32,
  jobId: hex32,
  importId: nullable(text(64)),
  status: fc.constantFrom('COMPLETED', 'FAILED'),
  outputS3Uri: nullable(text(1024)),
  summaryS3Uri: nullable(text(1100)),
  filesS3Uri: nullable(text(1100)),
  complete: fc.boolean(),
  problems: fc.uniqueArray(fc.record({ code: fc.constantFrom(...problems), count: nullable(count) }), {
    selector: ({ code }) => code,
  }),
  files: fc.record({
    planned: nullable(count),
    scanned: count,
    missing: nullable(count),
    alsoRead: nullable(count),
    withFailures: count,
  }),
  resources: fc.record({
    scanned: count,
    imported: count,
    customerErrors: count,
    serverErrors: count,
    repeated: nullable(count),
    repeatedIsEstimate: fc.boolean(),
  }),
  issues: fc.array(
    fc.record({
      code: fc.constantFrom('processing', 'unlisted'),
      path: nullable(fc.constantFrom('Patient.name', 'Observation')),
      text: nullable(fc.constantFrom('Invalid JSON found in input file')),
      textHash: nullable(fc.constantFrom('0123456789abcdef')),
      lines: fc.integer({ min: 1 }),
      samples: fc.array(text(1100), { maxLength: 3 }),
    }),
  ),
  otherIssueLines: count,
});

const exportChange = fc
  .record({
    change,
    exportName: nullable(text(32)),
    exportId: nullable(text(64)),
    types: fc.array(fc.record({ resourceType: text(64), files: fc.integer({ min: 1 }), bytes: count }), {
      maxLength: 200,
    }),
  })
  .map(({ change: { importId: _importId, ...job }, types, ...names }) => ({
    ...job,
    ...names,
    files: types.length === 0 ? null : { count: types.length, bytes: 1, types },
  }));

const exportFile = fc.record({
  datastoreId: hex32,
  jobId: hex32,
  exportName: text(32),
  exportId: text(64),
  jobStatus: fc.constantFrom('COMPLETED', 'COMPLETED_WITH_ERRORS'),
  resourceType: text(64),
  fileS3Uri: text(1100),
  bytes: count,
  etag: hex32,
});

const entries = fc.oneof(
  exportChange.map((input) => exportJobStatusChanged(input, address)),
  exportFile.map((input) => exportFileReady(input, address)),
  summary.map((input) => importResultsSummarized(input, address)),
  change.map((input) => importJobStatusChanged(input, address)),
  change.map((input) => importJobProgress(asProgress(input), address)),
  rejection.map((input) => importFileRejected(input, address)),
  failure.map((input) => importStartFailed(input, address)),
);

describe('building an event', () => {
  test('every event built keeps the contract, whatever is in it', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(contractViolations(delivered(entry))).toEqual([]);
      }),
    );
  });

  test('the entry carries source, detail-type, bus, time and resources for PutEvents', () => {
    const [input] = fc.sample(rejection, 1);
    expect(input && importFileRejected(input, address)).toMatchObject({
      Source: 'inlet',
      DetailType: 'Import File Rejected',
      EventBusName: 'inlet-local',
      Time: address.time,
      Resources: address.resources,
    });
  });

  test('members that the contract does not have stay behind', () => {
    fc.assert(
      fc.property(change, rejection, failure, summary, (aChange, aRejection, aFailure, aSummary) => {
        const surplus = { pk: 'JOB#1', patientName: 'Jane Doe' };
        const issues = aSummary.issues.map((issue) => ({ ...issue, ...surplus }));
        const progress = aChange.progress && { ...aChange.progress, throughput: 1 };
        for (const entry of [
          importJobStatusChanged({ ...aChange, ...surplus, progress }, address),
          ...(progress ? [importJobProgress({ ...asProgress(aChange), ...surplus, progress }, address)] : []),
          importFileRejected({ ...aRejection, ...surplus }, address),
          importStartFailed({ ...aFailure, ...surplus }, address),
          importResultsSummarized({ ...aSummary, ...surplus, issues }, address),
        ])
          expect(contractViolations(delivered(entry))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('the advice of a rejection is that of its reason', () => {
    const [input] = fc.sample(rejection, 1);
    const entry = input && importFileRejected({ ...input, reason: 'jsonl-extension' }, address);
    expect(entry && delivered(entry).detail.advice).toBe(rejectionAdvice['jsonl-extension']);
  });

  test.each([
    ['in/Patient.NDJSON', 'in lower case'],
    ['in/Patient.Ndjson', 'in lower case'],
    ['in/Patient.ndjson.txt', 'nothing behind it'],
    ['in/Patient.ndjson ', 'nothing behind it'],
    ['in/Patient.NDJSON.part1', 'nothing behind it'],
  ])('the advice says how %s nearly has the right name', (key, text) => {
    for (const input of fc.sample(rejection, 1)) {
      const event = delivered(importFileRejected({ ...input, key, reason: 'not-ndjson' }, address));
      expect(event.detail).toMatchObject({
        reason: 'not-ndjson',
        advice: expect.stringContaining(text) as unknown,
      });
      expect(contractViolations(event)).toEqual([]);
    }
  });

  test.each(['in/ndjson', 'in/a.ndjson/readme', 'in/a.ndjson/', 'in/notes.txt', 'in/a.ndjsonl'])(
    '%s has nothing of that',
    (key) => {
      expect(adviceOnRejection('not-ndjson', key)).toBe(rejectionAdvice['not-ndjson']);
    },
  );
});

describe('the event id', () => {
  const idOf = (entry: EventEntry): unknown => delivered(entry).detail.eventId;

  test('is that of the documented array, so that consumers can compute it too', () => {
    const [sample] = fc.sample(change, 1);
    if (!sample) throw new Error('no sample');
    const input = {
      ...sample,
      datastoreId: '1f2f459836ac6c513ce899f9e4f66a59',
      jobId: '0e4c3b8a9d7f4c6b8a1e2d3c4b5a6978',
      sequence: 4,
    };
    // printf '["Import Job Status Changed","1f2f...","0e4c...",4]' | sha256sum | cut -c1-32
    expect(idOf(importJobStatusChanged(input, address))).toBe('146e7f06e6465cd4d177a580222ab352');
  });

  test('is the same when the same change is told again with other words', () => {
    fc.assert(
      fc.property(change, change, (first, second) => {
        const { datastoreId, jobId, sequence } = first;
        const again = { ...second, datastoreId, jobId, sequence };
        const later = { ...address, time: new Date(address.time.getTime() + 60_000) };
        return idOf(importJobStatusChanged(first, address)) === idOf(importJobStatusChanged(again, later));
      }),
    );
  });

  test('differs for another sequence, job, object version or attempt', () => {
    fc.assert(
      fc.property(change, rejection, failure, summary, (aChange, aRejection, aFailure, aSummary) => {
        const ids = [
          importJobStatusChanged(aChange, address),
          importJobStatusChanged({ ...aChange, sequence: aChange.sequence + 1 }, address),
          importJobStatusChanged({ ...aChange, jobId: `${aChange.jobId.slice(1)}x` }, address),
          importFileRejected(aRejection, address),
          importFileRejected({ ...aRejection, sequencer: `${aRejection.sequencer}0` }, address),
          importStartFailed(aFailure, address),
          importStartFailed({ ...aFailure, attempt: aFailure.attempt + 1 }, address),
          importResultsSummarized(aSummary, address),
          importResultsSummarized({ ...aSummary, jobId: `${aSummary.jobId.slice(1)}x` }, address),
        ].map(idOf);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe('the size of an entry', () => {
  /** The text of a given length that takes the most bytes in JSON: a control character becomes six. */
  const heaviest = (length: number): string => '\u0001'.repeat(length);
  const largest = { ...address, resources: [`arn:aws:s3:::${'b'.repeat(63)}/${'k'.repeat(1024)}`] };
  const MAX = Number.MAX_SAFE_INTEGER;

  const progress = {
    filesScanned: MAX,
    filesImported: MAX,
    filesWithErrors: MAX,
    megabytesScanned: Number.MAX_VALUE,
    resourcesScanned: MAX,
    resourcesImported: MAX,
    resourcesWithErrors: MAX,
  };
  const instantText = '2026-01-31T12:41:07.512345678Z';
  const heaviestChange = importJobStatusChanged(
    {
      sequence: MAX,
      datastoreId: heaviest(32),
      jobId: heaviest(32),
      jobName: heaviest(64),
      importId: heaviest(64),
      previousStatus: heaviest(64),
      status: heaviest(64),
      submitTime: instantText,
      endTime: instantText,
      inputS3Uri: heaviest(1024),
      outputS3Uri: heaviest(1024),
      fileCount: MAX,
      progress,
      // The model allows letters, separators and numbers only: at most four bytes each.
      message: '𝒙'.repeat(2048),
    },
    largest,
  );
  const heaviestRejection = importFileRejected(
    {
      bucket: 'b'.repeat(63),
      key: heaviest(1024),
      versionId: 'v'.repeat(1024),
      size: MAX,
      etag: heaviest(128),
      sequencer: heaviest(128),
      route: heaviest(128),
      drop: heaviest(1024),
      reason: 'manifest-unreadable',
      recordedAt: instantText,
    },
    largest,
  );
  const heaviestFailure = importStartFailed(
    {
      importId: heaviest(64),
      datastoreId: heaviest(32),
      jobName: heaviest(64),
      attempt: MAX,
      inputS3Uri: heaviest(1024),
      fileCount: MAX,
      errorName: heaviest(128),
      message: '𝒙'.repeat(2048),
      firstAttemptAt: instantText,
      gaveUpAt: instantText,
    },
    largest,
  );

  test.each([heaviestChange, heaviestRejection, heaviestFailure])(
    'ten of the largest $DetailType fit into one PutEvents request',
    (entry) => {
      expect(contractViolations(delivered(entry))).toEqual([]);
      expect(entrySize(entry) * PUT_EVENTS_ENTRIES).toBeLessThan(PUT_EVENTS_BYTES);
    },
  );

  test('a summary holds a hundred issues and 64 KB at most, the first ones, and says when there are more', () => {
    const [input] = fc.sample(summary, 1);
    if (!input) throw new Error('no sample');
    const issue = (index: number, samples: string[]) => ({
      code: 'processing',
      path: 'Patient.name',
      text: 'Invalid JSON found in input file',
      textHash: null,
      lines: index + 1,
      samples,
    });
    const told = (issues: ResultsSummary['issues']) => {
      const built = importResultsSummarized({ ...input, issues }, largest);
      expect(contractViolations(delivered(built))).toEqual([]);
      expect(Buffer.byteLength(built.Detail)).toBeLessThanOrEqual(64 * 1024);
      expect(entrySize(built)).toBeLessThan(PUT_EVENTS_BYTES);
      const { issues: kept, truncated } = JSON.parse(built.Detail) as ImportResultsSummarized;
      expect(kept).toEqual(issues.slice(0, kept.length));
      return [kept.length, truncated];
    };
    const many = (length: number, samples: string[]) =>
      Array.from({ length }, (_, index) => issue(index, samples));
    expect(told(many(100, ['a:1']))).toEqual([100, false]);
    expect(told(many(101, ['a:1']))).toEqual([100, true]);
    const [kept, truncated] = told(
      many(
        100,
        Array.from({ length: 3 }, () => heaviest(1100)),
      ),
    );
    expect([Number(kept) > 1, Number(kept) < 10, truncated]).toEqual([true, true, true]);
  });

  test('counts bytes, not characters', () => {
    const entry = { ...heaviestChange, Detail: '{"é":1}', Resources: ['ü'] };
    expect(entrySize(entry)).toBe(14 + 'inlet'.length + 'Import Job Status Changed'.length + 8 + 2);
  });
});
