import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ListFHIRImportJobsCommand, StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import { VERSIONED, versionedPackage } from '../../../support/fhir-package.ts';
import type { Running } from '../running.ts';
import { KEY, startHealthLake } from '../running.ts';

const patient = (id: string, more: object = {}): string =>
  JSON.stringify({ resourceType: 'Patient', id, ...more });

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
});
afterEach(() => running.stop());

describe('an import job', () => {
  test('goes from SUBMITTED over IN_PROGRESS to COMPLETED and stores every line', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', `${patient('a')}\n${patient('b')}\n`);
    const jobId = await running.startImport({ JobName: 'first' });
    expect(jobId).toMatch(/^[0-9a-f]{32}$/);
    expect((await running.describeImport(jobId)).JobStatus).toBe('SUBMITTED');
    await running.clock.advance(1);

    const job = await running.describeImport(jobId);
    expect(job).toMatchObject({
      JobId: jobId,
      JobName: 'first',
      JobStatus: 'COMPLETED',
      DatastoreId: running.datastoreId,
      InputDataConfig: { S3Uri: 's3://inbox/drop/' },
      JobOutputDataConfig: {
        S3Configuration: {
          S3Uri: `s3://results/out/${running.datastoreId}-FHIR_IMPORT-${jobId}/`,
          KmsKeyId: KEY,
        },
      },
      JobProgressReport: {
        TotalNumberOfScannedFiles: 1,
        TotalNumberOfImportedFiles: 1,
        TotalNumberOfResourcesScanned: 2,
        TotalNumberOfResourcesImported: 2,
        TotalNumberOfResourcesWithCustomerError: 0,
        TotalNumberOfFilesReadWithCustomerError: 0,
        Throughput: 0,
      },
    });
    expect(job.SubmitTime).toBeInstanceOf(Date);
    expect(job.EndTime).toBeInstanceOf(Date);
    expect(running.healthlake.store.counts(running.datastoreId)).toEqual({ Patient: 2 });
    expect(running.events.map(({ detailType }) => detailType)).toEqual([
      'Import Job Submitted',
      'Import Job In Progress',
      'Import Job Completed',
    ]);
  });

  test('writes a manifest and one result line per input line, with line numbers from 1', async () => {
    running.s3.put(
      's3://inbox/drop/sub/Patient.ndjson',
      [patient('a'), 'not json', '', '{"resourceType":"Patient"}', '{"id":"x"}', patient('a')].join('\r\n'),
    );
    running.s3.put('s3://inbox/drop/LICENSE', 'text');
    const job = await running.importAll();
    expect(job.JobStatus).toBe('COMPLETED_WITH_ERRORS');
    const folder = job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
    const lines = (outcome: string): unknown[] =>
      running.s3
        .text(`${folder}${outcome}/sub/Patient.ndjson`)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    expect(lines('SUCCESS')).toMatchObject([
      {
        lineId: 1,
        UpdateResourceResponse: { statusCode: 201, jsonBlob: { id: 'a', meta: { versionId: '1' } } },
      },
      {
        lineId: 6,
        UpdateResourceResponse: { statusCode: 200, jsonBlob: { id: 'a', meta: { versionId: '2' } } },
      },
    ]);
    const refused = (lineId: number, diagnostics: string): object => ({
      lineId,
      UpdateResourceResponse: {
        jsonBlob: {
          resourceType: 'OperationOutcome',
          issue: [{ severity: 'error', code: 'processing', diagnostics }],
        },
        statusCode: 400,
      },
    });
    expect(lines('FAILURE')).toEqual([
      refused(2, 'Invalid JSON found in input file'),
      refused(4, 'Missing required id field in resource json'),
      refused(5, 'Missing required resourceType field in resource json'),
    ]);
    expect(JSON.parse(running.s3.text(`${folder}Manifest.json`))).toEqual({
      inputDataConfig: { s3Uri: 's3://inbox/drop/' },
      outputDataConfig: { s3Uri: folder, encryptionKeyID: KEY },
      successOutput: { successOutputS3Uri: `${folder}SUCCESS/` },
      failureOutput: { failureOutputS3Uri: `${folder}FAILURE/` },
      numberOfScannedFiles: 1,
      numberOfFilesImported: 1,
      sizeOfScannedFilesInMB: 0.000124,
      sizeOfDataImportedSuccessfullyInMB: 0.00007,
      numberOfResourcesScanned: 5,
      numberOfResourcesImportedSuccessfully: 2,
      numberOfResourcesWithCustomerError: 3,
      numberOfResourcesWithServerError: 0,
    });
  });

  test('numbers the lines of a file that is validated in parts, a long line among them, and stores the last of an id', async () => {
    const family = 'x'.repeat(1000);
    const data = Buffer.alloc(9_000_000).toString('base64');
    const lines = Array.from({ length: 3000 }, (_, at) =>
      at % 100 === 7 ? '{}' : patient(`p${at % 2000}`, { name: [{ family, given: [`${at}`] }] }),
    );
    lines[1500] = JSON.stringify({ resourceType: 'Binary', id: 'long', contentType: 'text/plain', data });
    running.s3.put('s3://inbox/drop/Patient.ndjson', `${lines.join('\n')}\n`);
    const job = await running.importAll();

    const folder = job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
    const numbersOf = (outcome: string): number[] =>
      running.s3
        .text(`${folder}${outcome}/Patient.ndjson`)
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { lineId: number }).lineId);
    const failed = lines.flatMap((line, at) => (line === '{}' ? [at + 1] : []));
    expect(numbersOf('FAILURE')).toEqual(failed);
    expect([...numbersOf('SUCCESS'), ...failed].sort((one, other) => one - other)).toEqual(
      lines.map((_, at) => at + 1),
    );
    const { store } = running.healthlake;
    const stored = (type: string, id: string): string =>
      Buffer.from(store.read(running.datastoreId, type, id)?.body ?? []).toString('utf8');
    expect(stored('Binary', 'long') === lines[1500]).toBe(true);
    expect(stored('Patient', 'p999')).toBe(lines[2999]);
    expect(store.read(running.datastoreId, 'Patient', 'p999')?.version).toBe(2);
  });

  test('refuses a file that is no NDJSON with one line that says what it is, and imports the others', async () => {
    running.s3.put('s3://inbox/drop/a.ndjson', gzipSync(patient('a')));
    running.s3.put('s3://inbox/drop/b.ndjson', JSON.stringify({ resourceType: 'Bundle', id: 'b' }, null, 2));
    running.s3.put('s3://inbox/drop/c.ndjson', '');
    running.s3.put('s3://inbox/drop/d.ndjson', patient('d'));
    const job = await running.importAll();
    const folder = job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED_WITH_ERRORS',
      JobProgressReport: {
        TotalNumberOfImportedFiles: 4,
        TotalNumberOfResourcesImported: 1,
        TotalNumberOfResourcesWithCustomerError: 2,
      },
    });
    const failures = ['a', 'b'].map((name) => running.s3.text(`${folder}FAILURE/${name}.ndjson`));
    expect(failures[0]).toMatch(/^\{"lineId":1,.*"the file is compressed with gzip: unpack it first".*\}\n$/);
    expect(failures[1]).toMatch(/^\{"lineId":1,.*"the file is one Bundle over several lines: .*\}\n$/);
  });

  test('at level minimal stores what searches may miss, marked, and lists it in a folder of its own', async () => {
    running.s3.put(
      's3://inbox/drop/a.ndjson',
      [patient('a', { birthDate: '2020-02-30' }), patient('b', { gender: 'x' }), '{}'].join('\n'),
    );
    const job = await running.importAll({ ValidationLevel: 'minimal' });
    const folder = job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
    expect(job.JobProgressReport).toMatchObject({
      TotalNumberOfResourcesImported: 2,
      TotalNumberOfResourcesWithCustomerError: 1,
    });
    const lines = (outcome: string): unknown => JSON.parse(running.s3.text(`${folder}${outcome}/a.ndjson`));
    expect(lines('SUCCESS')).toMatchObject({ lineId: 2 });
    expect(lines('FAILURE')).toMatchObject({ lineId: 3 });
    expect(lines('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES')).toMatchObject({
      lineId: 1,
      UpdateResourceResponse: {
        jsonBlob: { resourceType: 'OperationOutcome', issue: [{ location: ['Patient.birthDate'] }] },
        statusCode: 201,
      },
    });
    const stored = running.healthlake.store.read(running.datastoreId, 'Patient', 'a');
    expect(JSON.parse(Buffer.from(stored?.body ?? []).toString('utf8'))).toMatchObject({
      extension: [{ url: 'http://healthlake.amazonaws.com/fhir/StructureDefinition/validation-issue' }],
      birthDate: '2020-02-30',
    });
  });

  test('at level strict checks profiles of the packages that are set', async () => {
    running.s3.put('s3://inbox/drop/a.ndjson', patient('a', { meta: { profile: ['http://example.org/p'] } }));
    expect(await running.importAll({ ValidationLevel: 'strict' })).toMatchObject({
      JobProgressReport: { TotalNumberOfResourcesWithCustomerError: 1 },
    });
    running.healthlake.configure({ unknownProfiles: 'ignore' });
    expect((await running.importAll({ ValidationLevel: 'strict' })).JobStatus).toBe('COMPLETED');
  });

  test('takes another version of a profile than the claimed one, where it is told to', async () => {
    const fhirPackages = [versionedPackage(running.stateFolder)];
    running.healthlake.configure({ fhirPackages });
    running.s3.put('s3://inbox/drop/a.ndjson', patient('a', { meta: { profile: [`${VERSIONED}|1.0.0`] } }));
    const statusOf = async () => (await running.importAll({ ValidationLevel: 'strict' })).JobStatus;
    expect(await statusOf()).toBe('COMPLETED_WITH_ERRORS');
    const failure = running.s3.keys('results').find((key) => key.includes('/FAILURE/')) ?? '';
    expect(running.s3.text(`s3://results/${failure}`)).toContain('version 1.0.0 is meant, and 2.0.0 loaded');
    running.healthlake.faults.read({ profileVersions: 'latest-loaded' })();
    expect(await statusOf()).toBe('COMPLETED');
    running.s3.put(
      's3://inbox/drop/a.ndjson',
      patient('a', { name: [{ text: 'x' }], meta: { profile: [`${VERSIONED}|1.0.0`] } }),
    );
    expect(await statusOf()).toBe('COMPLETED_WITH_ERRORS');
  });

  test('leaves no FAILURE folder when nothing failed, and an empty write check below the output prefix', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
    const job = await running.importAll();
    const folder = `out/${running.datastoreId}-FHIR_IMPORT-${job.JobId ?? ''}/`;
    expect(running.s3.keys('results')).toEqual([
      'out/.healthlake_write_access_check_file.temp',
      `${folder}Manifest.json`,
      `${folder}SUCCESS/Patient.ndjson`,
    ]);
  });

  test('reads a single object where the input names one', async () => {
    running.s3.put('s3://inbox/drop/one.ndjson', patient('a'));
    running.s3.put('s3://inbox/drop/two.ndjson', patient('b'));
    const job = await running.importAll({ InputDataConfig: { S3Uri: 's3://inbox/drop/two.ndjson' } });
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED',
      JobProgressReport: { TotalNumberOfResourcesImported: 1 },
    });
    expect(running.s3.keys('results')).toContainEqual(expect.stringMatching(/SUCCESS\/two\.ndjson$/));
    expect(running.healthlake.store.read(running.datastoreId, 'Patient', 'b')?.version).toBe(1);
  });

  test.each([
    ['a bucket that does not exist', 's3://nowhere/drop/', /bucket does not exist/],
    ['a folder without .ndjson files', 's3://inbox/empty/', /No \.ndjson files/],
  ])('ends FAILED with a message for %s', async (_, S3Uri, message) => {
    const job = await running.importAll({ InputDataConfig: { S3Uri } });
    expect(job.JobStatus).toBe('FAILED');
    expect(job.Message).toMatch(message);
  });

  test('ends FAILED with a message where the role may not list or read the input, or write the output', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
    for (const refusal of ['s3:ListBucket inbox', 's3:GetObject inbox', 's3:PutObject results']) {
      running.s3.refused.clear();
      running.s3.refused.add(refusal);
      const job = await running.importAll();
      expect(job).toMatchObject({
        JobStatus: 'FAILED',
        Message: expect.stringContaining(refusal.split(' ')[0] ?? ''),
      });
    }
  });

  test('ends FAILED with a message where the key of its results cannot be used', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
    running.healthlake.configure({ unusableKeys: [KEY] });
    const job = await running.importAll();
    expect(job).toMatchObject({ JobStatus: 'FAILED', Message: `The KMS key ${KEY} cannot be used` });
    expect(running.healthlake.store.counts(running.datastoreId)).toEqual({});
  });

  test('keeps to the limits of files and bytes', async () => {
    for (const name of ['a', 'b', 'c']) running.s3.put(`s3://inbox/drop/${name}.ndjson`, patient(name));
    for (const [limit, message] of [
      [{ filesPerImport: 2 }, 'The input has 3 files. A job takes 2'],
      [{ filesPerImport: 3, bytesPerFile: 10 }, 'drop/a.ndjson is larger than 10 bytes'],
      [{ bytesPerFile: 100, bytesPerImport: 50 }, 'The input has 105 bytes. A job takes 50 bytes'],
    ] as const) {
      running.healthlake.configure(limit);
      expect(await running.importAll()).toMatchObject({ JobStatus: 'FAILED', Message: message });
    }
  });

  test('with every record refused has errors; its level is told by Describe', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', '{');
    const job = await running.importAll({ ValidationLevel: 'structure-only' });
    expect(job).toMatchObject({ JobStatus: 'COMPLETED_WITH_ERRORS', ValidationLevel: 'structure-only' });
  });

  test('imports the other files when one cannot be read', async () => {
    running.s3.put('s3://inbox/drop/a.ndjson', patient('a'));
    running.s3.put('s3://inbox/drop/b.ndjson', patient('b'));
    running.s3.refused.add('s3:GetObject inbox/drop/a.ndjson');
    const job = await running.importAll();
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED_WITH_ERRORS',
      JobProgressReport: {
        TotalNumberOfScannedFiles: 2,
        TotalNumberOfImportedFiles: 1,
        TotalNumberOfFilesReadWithCustomerError: 1,
        TotalNumberOfResourcesImported: 1,
      },
    });
  });

  test('keeps the bytes of the line as the stored resource', async () => {
    const line =
      '{ "resourceType": "Observation", "id":"o", "status":"final", "code":{"text":"x"}, "valueQuantity":{"value":1.100} }';
    running.s3.put('s3://inbox/drop/o.ndjson', `\uFEFF${line}\r\n`);
    await running.importAll();
    const stored = running.healthlake.store.read(running.datastoreId, 'Observation', 'o');
    expect(Buffer.from(stored?.body ?? []).toString('utf8')).toBe(line);
  });
});

describe('ClientToken', () => {
  beforeEach(() => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
  });

  test('with the same parameters gives the job that the first request started', async () => {
    const first = await running.startImport({ ClientToken: 'token-1' });
    await running.clock.advance(1);
    expect(await running.startImport({ ClientToken: 'token-1' })).toBe(first);
    expect(running.healthlake.jobs()).toHaveLength(1);
  });

  test('with other parameters is a ValidationException', async () => {
    await running.startImport({ ClientToken: 'token-1' });
    await expect(running.startImport({ ClientToken: 'token-1', JobName: 'other' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('the queue of a data store', () => {
  test('runs one job, lets 25 wait in order, and refuses one more', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
    running.healthlake.configure({ submittedMs: 60_000 });
    const started: string[] = [];
    for (let number = 1; number <= 26; number++)
      started.push(await running.startImport({ JobName: `${number}` }));
    await expect(running.startImport()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await running.clock.advance(90);
    const inProgress = running.events
      .filter(({ detailType }) => detailType === 'Import Job In Progress')
      .map(({ detail }) => detail.jobId);
    expect(inProgress).toEqual(started);
    expect(running.healthlake.jobs().every(({ status }) => status === 'COMPLETED')).toBe(true);
    expect(running.healthlake.store.read(running.datastoreId, 'Patient', 'a')?.version).toBe(26);
  });
});

describe('ListFHIRImportJobs', () => {
  test('pages through the jobs, the newest first, and stays stable when jobs are added', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 5; number++) ids.unshift(await running.startImport());
    const list = (NextToken?: string) =>
      running.client.send(
        new ListFHIRImportJobsCommand({ DatastoreId: running.datastoreId, MaxResults: 2, NextToken }),
      );
    const first = await list();
    await running.startImport();
    const second = await list(first.NextToken);
    const third = await list(second.NextToken);
    const listed = [first, second, third].flatMap(({ ImportJobPropertiesList = [] }) =>
      ImportJobPropertiesList.map(({ JobId }) => JobId),
    );
    expect(listed).toEqual(ids);
    expect(third.NextToken).toBeUndefined();
  });

  test('filters by name, status and dates of submission, which are exclusive', async () => {
    running.s3.put('s3://inbox/drop/Patient.ndjson', patient('a'));
    const first = await running.importAll({ JobName: 'first' });
    const second = await running.importAll({
      JobName: 'second',
      InputDataConfig: { S3Uri: 's3://inbox/x/' },
    });
    const names = async (filter: object) => {
      const request = { DatastoreId: running.datastoreId, ...filter };
      const { ImportJobPropertiesList = [] } = await running.client.send(
        new ListFHIRImportJobsCommand(request),
      );
      return ImportJobPropertiesList.map(({ JobName }) => JobName);
    };
    expect(await names({})).toEqual(['second', 'first']);
    expect(await names({ JobName: 'first' })).toEqual(['first']);
    expect(await names({ JobStatus: 'FAILED' })).toEqual(['second']);
    expect(await names({ SubmittedAfter: first.SubmitTime })).toEqual(['second']);
    expect(await names({ SubmittedBefore: second.SubmitTime })).toEqual(['first']);
    expect(await names({ SubmittedBefore: first.SubmitTime })).toEqual([]);
  });

  test('refuses a damaged token and a token of another request', async () => {
    for (let number = 0; number < 2; number++) await running.startImport();
    const list = (more: object) =>
      running.client.send(
        new ListFHIRImportJobsCommand({ DatastoreId: running.datastoreId, MaxResults: 1, ...more }),
      );
    const { NextToken } = await list({});
    const refused = { name: 'ValidationException' };
    await expect(list({ NextToken: `${NextToken ?? ''}x` })).rejects.toMatchObject(refused);
    await expect(list({ NextToken, JobStatus: 'FAILED' })).rejects.toMatchObject(refused);
  });
});

describe('what HealthLake refuses', () => {
  test('an unknown data store and an unknown job', async () => {
    const notFound = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } };
    await expect(running.startImport({ DatastoreId: 'f'.repeat(32) })).rejects.toMatchObject(notFound);
    await expect(running.describeImport('f'.repeat(32))).rejects.toMatchObject(notFound);
  });

  test('several broken constraints in one message', async () => {
    const request = running.importRequest({ InputDataConfig: { S3Uri: 'http://x' }, JobName: '' });
    await expect(running.client.send(new StartFHIRImportJobCommand(request))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        /^2 validation errors detected: Value '' at 'jobName' .*; Value 'http:\/\/x' at 'inputDataConfig\.s3Uri' failed/,
      ),
    });
  });
});
