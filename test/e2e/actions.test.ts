import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  DataStoreStatusChanged,
  ExportJobStatusChanged,
  HealthLakeActionCompleted,
  HealthLakeActionFailed,
} from '../../events/types.generated.ts';
import { OPERATIONS } from '../../lib/healthlake/model.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, until } from '../support/cloud.ts';
import { letsRulesSend } from '../support/queue-policy.ts';

let cloud: CloudUnderTest;
let own: string;
/** Of the queue that gets every answer, as a consumer's would. */
let QueueUrl: string;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 60_000, healthLake: { creatingMs: 1000, deletingMs: 1000 } });
  own = (await cloud.state()).datastores[0]?.datastoreId ?? '';
  QueueUrl = await listen();
});
afterAll(async () => {
  await cloud.end();
});

type Answer = (HealthLakeActionCompleted & { errorName?: undefined }) | HealthLakeActionFailed;

/** Makes a rule and a queue beside those of the stage, for answers. */
async function listen(): Promise<string> {
  const [Name, EventBusName] = ['answers', cloud.names.busName];
  const Pattern = {
    source: ['inlet'],
    'detail-type': ['HealthLake Action Completed', 'HealthLake Action Failed'],
  };
  const { RuleArn } = await cloud.eventBridge.send(
    new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(Pattern) }),
  );
  const Arn = `arn:aws:sqs:us-east-1:000000000000:${Name}`;
  const Policy = letsRulesSend(Arn, RuleArn);
  const made = await cloud.sqs.send(new CreateQueueCommand({ QueueName: Name, Attributes: { Policy } }));
  await cloud.eventBridge.send(
    new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [{ Id: 'queue', Arn }] }),
  );
  return made.QueueUrl ?? '';
}

/** Every answer that the queue has had. */
const received: Answer[] = [];

/** Takes out of the queue what is in it. */
async function receive(): Promise<void> {
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  if (Messages.length === 0) return;
  received.push(...Messages.map(({ Body }) => (JSON.parse(Body ?? '') as { detail: Answer }).detail));
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await cloud.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  await receive();
}

const answersTo = (requestId: string): Answer[] =>
  received.filter((answer) => answer.requestId === requestId);

let requests = 0;

/** Puts a request on the bus with the SDK. */
async function put(Source: string, detail: object): Promise<void> {
  const { FailedEntryCount } = await cloud.eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: cloud.names.busName,
          Source,
          DetailType: 'HealthLake Action Requested',
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(0);
}

/** Puts a request on the bus with the SDK, and waits for one more answer in the queue. */
async function ask(
  action: string,
  input: object,
  {
    requestId = `request-${(requests += 1)}`,
    source = 'com.example.ehr',
    ...more
  }: Record<string, string> = {},
): Promise<Answer> {
  const before = answersTo(requestId).length;
  await put(source, { requestId, action, input, ...more });
  await until(async () => {
    await receive();
    if (answersTo(requestId).length > before) return true;
    await cloud.advanceClock(1);
    return false;
  }, `an answer to ${action}`);
  const answer = answersTo(requestId).at(-1);
  if (!answer) throw new Error('there is no answer');
  asked.add(answer.errorName === undefined ? action : '');
  return answer;
}

/** Actions that were done on request. */
const asked = new Set<string>();

const resultOf = (answer: Answer): Record<string, unknown> => {
  if (answer.errorName !== undefined) throw new Error(`${answer.errorName}: ${answer.message}`);
  return 'result' in answer ? (answer.result ?? {}) : {};
};

const results = (folder: string) => ({
  S3Configuration: { S3Uri: `s3://${cloud.names.resultsBucket}/${folder}/` },
});

const storeEvents = (datastoreId: string): DataStoreStatusChanged[] =>
  cloud.events
    .filter((event) => event['detail-type'] === 'Data Store Status Changed')
    .map(({ detail }) => detail as unknown as DataStoreStatusChanged)
    .filter((detail) => detail.datastoreId === datastoreId);

const storeIs = (datastoreId: string, status: string): Promise<void> =>
  until(async () => {
    if (storeEvents(datastoreId).some((event) => event.status === status)) return true;
    await cloud.advanceClock(1);
    return false;
  }, `the data store is ${status}`);

describe('every action of HealthLake can be asked for by an event', () => {
  let made: string;
  const arnOf = (id: string): string => `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}`;

  test('CreateFHIRDatastore: the data store is told of until it is ACTIVE', async () => {
    const input = { DatastoreName: 'research', DatastoreTypeVersion: 'R4', Tags: [{ Key: 'a', Value: 'b' }] };
    const result = resultOf(await ask('CreateFHIRDatastore', input, { requestId: 'make' }));
    expect(result).toMatchObject({ DatastoreStatus: 'CREATING' });
    made = String(result.DatastoreId);
    await storeIs(made, 'ACTIVE');
    expect(storeEvents(made)).toMatchObject([
      { sequence: 1, status: 'CREATING', requestId: 'make', datastoreName: 'research' },
      { sequence: 2, previousStatus: 'CREATING', status: 'ACTIVE', requestId: 'make' },
    ]);
  });

  test('DescribeFHIRDatastore and ListFHIRDatastores', async () => {
    const described = resultOf(await ask('DescribeFHIRDatastore', { DatastoreId: made }));
    expect(described).toMatchObject({
      DatastoreProperties: {
        DatastoreName: 'research',
        SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY' } },
      },
    });
    const since = new Date(Date.now() - 86_400_000).toISOString();
    const listed = resultOf(await ask('ListFHIRDatastores', { Filter: { CreatedAfter: since } }));
    expect(listed.DatastorePropertiesList).toHaveLength(2);
  });

  test('TagResource, ListTagsForResource and UntagResource', async () => {
    const ResourceARN = arnOf(made);
    await ask('TagResource', { ResourceARN, Tags: [{ Key: 'team', Value: 'x' }] });
    expect(resultOf(await ask('ListTagsForResource', { ResourceARN }))).toEqual({
      Tags: [
        { Key: 'a', Value: 'b' },
        // A tag that the stage requires, on stores that are made on request, too.
        { Key: 'stage', Value: 'local-cloud' },
        { Key: 'team', Value: 'x' },
      ],
    });
    await ask('UntagResource', { ResourceARN, TagKeys: ['a', 'team'] });
    expect(resultOf(await ask('ListTagsForResource', { ResourceARN }))).toEqual({
      Tags: [{ Key: 'stage', Value: 'local-cloud' }],
    });
  });

  test('StartFHIRImportJob, DescribeFHIRImportJob and ListFHIRImportJobs: the job is followed to its end', async () => {
    await cloud.s3.send(
      new PutObjectCommand({
        Bucket: cloud.names.resultsBucket,
        Key: 'given/p.ndjson',
        Body: Buffer.from(patients(3)),
      }),
    );
    const answer = await ask('StartFHIRImportJob', {
      DatastoreId: made,
      InputDataConfig: { S3Uri: `s3://${cloud.names.inboxBucket}/none/` },
      JobOutputDataConfig: results('imports'),
    });
    const { JobId } = resultOf(answer);
    await until(async () => {
      if (cloud.statusEvents().some(({ jobId, status }) => jobId === JobId && status === 'FAILED'))
        return true;
      await cloud.advanceClock(1);
      return false;
    }, 'the end of the import');
    expect(cloud.statusEvents().find(({ jobId }) => jobId === JobId)).toMatchObject({
      sequence: 1,
      importId: null,
      status: 'SUBMITTED',
    });
    const described = resultOf(await ask('DescribeFHIRImportJob', { DatastoreId: made, JobId }));
    expect(described).toMatchObject({ ImportJobProperties: { JobStatus: 'FAILED' } });
    const listed = resultOf(await ask('ListFHIRImportJobs', { DatastoreId: made }));
    expect(listed.ImportJobPropertiesList).toMatchObject([{ JobId }]);
  });

  test('StartFHIRExportJob, DescribeFHIRExportJob and ListFHIRExportJobs: the job is followed to its end', async () => {
    const answer = await ask('StartFHIRExportJob', {
      DatastoreId: made,
      OutputDataConfig: results('exports'),
    });
    const { JobId } = resultOf(answer);
    await until(async () => {
      const ended = cloud.events
        .filter((event) => event['detail-type'] === 'Export Job Status Changed')
        .map(({ detail }) => detail as unknown as ExportJobStatusChanged)
        .some(({ jobId, status }) => jobId === JobId && status === 'COMPLETED');
      if (ended) return true;
      await cloud.advanceClock(1);
      return false;
    }, 'the end of the export');
    const described = resultOf(await ask('DescribeFHIRExportJob', { DatastoreId: made, JobId }));
    expect(described).toMatchObject({ ExportJobProperties: { JobStatus: 'COMPLETED' } });
    const listed = resultOf(await ask('ListFHIRExportJobs', { DatastoreId: made }));
    expect(listed.ExportJobPropertiesList).toMatchObject([{ JobId }]);
  });

  test('DeleteFHIRDatastore, with its name: the data store is told of until it is DELETED', async () => {
    const wrong = await ask('DeleteFHIRDatastore', { DatastoreId: made }, { confirmDatastoreName: 'other' });
    expect(wrong).toMatchObject({ errorName: 'DataStoreNotConfirmed' });
    const input = { DatastoreId: made };
    const answer = await ask('DeleteFHIRDatastore', input, { confirmDatastoreName: 'research' });
    expect(resultOf(answer)).toMatchObject({ DatastoreId: made, DatastoreStatus: 'DELETING' });
    await storeIs(made, 'DELETED');
    expect(storeEvents(made).map(({ status }) => status)).toEqual([
      'CREATING',
      'ACTIVE',
      'DELETING',
      'DELETED',
    ]);
  });

  test('all of them were', () => {
    asked.delete('');
    expect([...asked].sort()).toEqual(Object.keys(OPERATIONS).sort());
  });
});

describe('what stage local does not allow', () => {
  test('to delete the stage’s own data store', async () => {
    const input = { DatastoreId: own };
    expect(await ask('DeleteFHIRDatastore', input, { confirmDatastoreName: 'inlet-local' })).toMatchObject({
      errorName: 'DataStoreInUse',
      retryable: false,
    });
  });

  test('addresses outside of the inbox and results buckets, other roles and keys, the stage’s tags', async () => {
    const Tags = [{ Key: 'inlet:route', Value: 'x' }];
    const ResourceARN = `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${own}`;
    const output = results('exports').S3Configuration;
    const DataAccessRoleArn = 'arn:aws:iam::000000000000:role/admin';
    const OutputDataConfig = { S3Configuration: output };
    const refused = [
      await ask('StartFHIRExportJob', {
        DatastoreId: own,
        OutputDataConfig: { S3Configuration: { S3Uri: 's3://inlet-local-work/x/' } },
      }),
      await ask('StartFHIRExportJob', { DatastoreId: own, OutputDataConfig, DataAccessRoleArn }),
      await ask('StartFHIRExportJob', {
        DatastoreId: own,
        OutputDataConfig: { S3Configuration: { ...output, KmsKeyId: 'alias/other' } },
      }),
      await ask('TagResource', { ResourceARN, Tags }),
    ];
    expect(refused.map(({ errorName }) => errorName)).toEqual([
      'S3UriNotAllowed',
      'RoleNotAllowed',
      'KeyNotAllowed',
      'TagNotAllowed',
    ]);
  });

  test('an event with another detail-type asks for nothing', async () => {
    const before = cloud.events.length;
    await cloud.eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: cloud.names.busName,
            Source: 'com.example',
            DetailType: 'Something Else',
            Detail: '{}',
          },
        ],
      }),
    );
    await cloud.advanceClock(5);
    expect(cloud.events.slice(before).map((event) => event['detail-type'])).toEqual(['Something Else']);
  });
});

test('tags that are no list are refused, and the same requestId does with another input no more than that', async () => {
  const create = (Tags: unknown) =>
    ask(
      'CreateFHIRDatastore',
      { DatastoreName: 'tagged', DatastoreTypeVersion: 'R4', Tags },
      { requestId: 'tags' },
    );
  expect(await create({ a: 'b' })).toMatchObject({ errorName: 'InvalidRequest', retryable: false });
  expect(await create([])).toMatchObject({ errorName: 'RequestIdReused' });
});

test('a request that comes twice, and once more with another input, has one answer and one refusal', async () => {
  const input = { DatastoreId: own, OutputDataConfig: results('twice') };
  const first = await ask('StartFHIRExportJob', input, { requestId: 'twice' });
  const second = await ask('StartFHIRExportJob', input, { requestId: 'twice' });
  const third = await ask('ListFHIRDatastores', {}, { requestId: 'twice' });
  expect(second).toEqual(first);
  expect(third).toMatchObject({ errorName: 'RequestIdReused', retryable: false });
  const { jobs } = await cloud.state();
  expect(jobs.filter(({ datastoreId, kind }) => datastoreId === own && kind === 'export')).toHaveLength(1);
});

/** Which of its calls run-action dies at. */
const DEATHS = [
  ['StartFHIRExportJob', 1, 'before'],
  ['StartFHIRExportJob', 1, 'after'],
  ['PutItem', 1, 'after'],
  ['PutItem', 3, 'after'],
  ['UpdateItem', 1, 'after'],
  ['PutEvents', 1, 'before'],
  ['PutEvents', 1, 'after'],
] as const;

test('a run-action that is killed at whatever call leaves one job and one answer for each request', async () => {
  const crash = DEATHS.map(([operation, call, when]) => ({ function: 'run-action', operation, call, when }));
  for (const [at, fault] of crash.entries()) {
    await fetch(`${cloud.url}/_inlet/faults`, {
      method: 'POST',
      body: JSON.stringify({ functions: { crash: [fault] } }),
    });
    const name = `killed-${at}`;
    const input = { JobName: name, DatastoreId: own, OutputDataConfig: results('killed') };
    await put('com.example.ehr', { requestId: name, action: 'StartFHIRExportJob', input });
    // A message whose run died comes again when its time is up.
    await cloud.advanceClock(800);
    await receive();
    expect([fault, answersTo(name).map(({ errorName }) => errorName)]).toEqual([
      fault,
      expect.arrayContaining([undefined]),
    ]);
    const { jobs } = await cloud.state();
    expect([fault, jobs.filter(({ jobName }) => jobName === name).length]).toEqual([fault, 1]);
    expect(new Set(answersTo(name).map((answer) => JSON.stringify(answer))).size).toBe(1);
    const left: unknown = await (await fetch(`${cloud.url}/_inlet/faults`)).json();
    expect(left).toMatchObject({ functions: { crash: [] } });
  }
  const deaths = cloud.troubles.splice(0);
  expect(deaths.filter((text) => !text.includes('Runtime.ExitError'))).toEqual([]);
  expect(deaths).toHaveLength(DEATHS.length);
});
