import type { OperationName } from '../../../lib/healthlake/model.ts';
import { OPERATIONS } from '../../../lib/healthlake/model.ts';
import { publishedShape } from '../../lib/healthlake/published-shape.ts';
import { sdkErrors } from '../../lib/healthlake/sdk-model.ts';
import type { RequestCase } from '../../lib/healthlake/model-requests.ts';
import { rawCall } from './raw-call.ts';
import type { Running } from './running.ts';
import { KEY, ROLE } from './running.ts';
import { sdkCall } from './sdk-call.ts';

/** How many requests went which way. */
export interface Sent {
  sdk: number;
  raw: number;
}

/**
 * Sends one request inside or outside of a constraint, through the SDK, and by raw HTTP where the SDK cannot send it. What is
 * inside may still be refused for what it names (a data store that is not there), with an error of the operation, and
 * never as a ValidationException of form.
 * @returns what the answer showed, and what it should have
 */
export async function caseVerdict(
  running: Running,
  sent: Sent,
  found: RequestCase,
): Promise<{ answered: object; expected: object }> {
  const throughSdk = await sdkCall(running.client, found.operation, found.request);
  sent[throughSdk ? 'sdk' : 'raw']++;
  const { status, body } =
    throughSdk ?? (await rawCall(running.url, found.operation, JSON.stringify(found.request)));
  const words = wordsOf(found);
  const answered = { status, ...formVerdict(body, words), odd: oddError(found.operation, body) };
  if (found.wrongType === true)
    return {
      answered,
      expected: {
        status: 400,
        refusedForm: true,
        error: 'SerializationException',
        words: '',
        odd: undefined,
      },
    };
  if (found.rule === undefined) return { answered, expected: { status, refusedForm: false, odd: undefined } };
  return {
    answered,
    expected: { status: 400, refusedForm: true, error: 'ValidationException', words, odd: undefined },
  };
}

/** What is compared of an answer: whether the form was refused, as what, and with which words. */
export function formVerdict(
  body: Record<string, unknown>,
  words = '',
): { refusedForm: boolean; error?: unknown; words?: string } {
  const { __type: error, Message } = body;
  const message = String(Message);
  const form =
    error === 'SerializationException' ||
    (error === 'ValidationException' && /validation errors? detected/u.test(message));
  if (!form) return { refusedForm: false };
  return { refusedForm: true, error, words: message.includes(words) ? words : message };
}

const wordsOf = ({ path, rule }: RequestCase): string =>
  rule === undefined ? '' : `at '${path}' failed to satisfy constraint: ${rule}`;

/** An error that the operation has not, or a fault of the service; undefined where there is none. */
function oddError(operation: OperationName, { __type: error }: Record<string, unknown>): unknown {
  if (error === undefined || error === 'SerializationException') return undefined;
  const known = sdkErrors(operation).filter((name) => name !== 'InternalServerException');
  return known.some((name) => name === error) ? undefined : error;
}

/** For each operation a request that has to succeed, on data stores and jobs that are there. */
const RIGHT: Readonly<Record<OperationName, (running: Running) => Promise<object> | object>> = {
  CreateFHIRDatastore: () => ({ DatastoreTypeVersion: 'R4', DatastoreName: 'conformance' }),
  DeleteFHIRDatastore: async (running) => {
    const { body } = await rawCall(
      running.url,
      'CreateFHIRDatastore',
      JSON.stringify({ DatastoreTypeVersion: 'R4' }),
    );
    await running.clock.advance(1);
    return { DatastoreId: body.DatastoreId };
  },
  DescribeFHIRDatastore: ({ datastoreId }) => ({ DatastoreId: datastoreId }),
  DescribeFHIRExportJob: async (running) => ({
    DatastoreId: running.datastoreId,
    JobId: await startedJob(running, 'StartFHIRExportJob'),
  }),
  DescribeFHIRImportJob: async (running) => ({
    DatastoreId: running.datastoreId,
    JobId: await startedJob(running, 'StartFHIRImportJob'),
  }),
  ListFHIRDatastores: () => ({}),
  ListFHIRExportJobs: async (running) => {
    await startedJob(running, 'StartFHIRExportJob');
    return { DatastoreId: running.datastoreId };
  },
  ListFHIRImportJobs: async (running) => {
    await startedJob(running, 'StartFHIRImportJob');
    return { DatastoreId: running.datastoreId };
  },
  ListTagsForResource: (running) => ({ ResourceARN: arnOf(running) }),
  StartFHIRExportJob: ({ datastoreId }) => ({
    DatastoreId: datastoreId,
    OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/exports/', KmsKeyId: KEY } },
    DataAccessRoleArn: ROLE,
  }),
  StartFHIRImportJob: (running) => running.importRequest(),
  TagResource: (running) => ({ ResourceARN: arnOf(running), Tags: [{ Key: 'a', Value: 'b' }] }),
  UntagResource: (running) => ({ ResourceARN: arnOf(running), TagKeys: ['a'] }),
};

const arnOf = ({ healthlake, datastoreId }: Running): string =>
  healthlake.dataStores.find(datastoreId)?.arn ?? '';

async function startedJob(
  running: Running,
  operation: 'StartFHIRImportJob' | 'StartFHIRExportJob',
): Promise<unknown> {
  const { body } = await rawCall(running.url, operation, JSON.stringify(await RIGHT[operation](running)));
  await running.clock.advance(1);
  return body.JobId;
}

/** What is wrong with the answer to a right request, by the published form of answers; empty where nothing is. */
export async function rightAnswerProblems(running: Running, operation: OperationName): Promise<string[]> {
  const request = JSON.stringify(await RIGHT[operation](running));
  const { status, body } = await rawCall(running.url, operation, request);
  if (status !== 200) return [`${operation} answered ${status} ${String(body.__type)}`];
  return [...valueProblems(OPERATIONS[operation].output, body, operation)];
}

function* valueProblems(shapeName: string, value: unknown, path: string): Generator<string> {
  const shape = publishedShape(shapeName);
  const isRight: Readonly<Record<string, (given: unknown) => boolean>> = {
    structure: (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
    list: Array.isArray,
    string: (given) => typeof given === 'string',
    boolean: (given) => typeof given === 'boolean',
  };
  if (!(isRight[shape.type] ?? Number.isFinite)(value)) {
    yield `${path} is no ${shape.type}`;
    return;
  }
  if (shape.type === 'list')
    for (const item of value as unknown[]) yield* valueProblems(shape.member, item, `${path}[]`);
  if (shape.type === 'string') {
    const text = value as string;
    if (shape.enum && !shape.enum.includes(text)) yield `${path} is ${text}`;
    if (text.length < (shape.min ?? 0) || text.length > (shape.max ?? Infinity))
      yield `${path} is too long or short`;
  }
  if (shape.type !== 'structure') return;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of shape.required) if (!(name in members)) yield `${path}.${name} is missing`;
  for (const [name, member] of Object.entries(members)) {
    const of = shape.members[name];
    if (of === undefined) yield `${path}.${name} is not published`;
    else yield* valueProblems(of, member, `${path}.${name}`);
  }
}
