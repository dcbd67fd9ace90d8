import type { LambdaFunction } from '../../cloudformation/index.ts';
import { parseFunctionReference } from '../../cloudformation/index.ts';
import type { JsonObject } from '../../ground/index.ts';
import { AwsError, constraintError, functionArn, isJsonObject, notImplemented } from '../../ground/index.ts';
import { integerMember, objectMember, textListMember, textMember } from '../../http/index.ts';
import type { FunctionSettings } from '../runtime/runtime-functions.ts';
import { invalid, refuseOthers } from './call.ts';

/** What both CreateFunction and UpdateFunctionConfiguration say of a function. */
const SETTINGS = [
  ...['DeadLetterConfig', 'Description', 'Environment', 'Handler', 'MemorySize', 'Role', 'Runtime'],
  'Timeout',
];

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.values(value).every(isEmpty);
const says = (member: string, wanted: unknown) => (value: unknown) =>
  isJsonObject(value) && Object.entries(value).every(([name, said]) => name === member && said === wanted);

/** Settings that the local cloud does not have, as far as they ask for what is so anyway. */
const SO_ANYWAY: Readonly<Record<string, (value: unknown) => boolean>> = {
  EphemeralStorage: says('Size', 512),
  FileSystemConfigs: isEmpty,
  KMSKeyArn: (value) => value === '',
  Layers: isEmpty,
  LoggingConfig: says('LogFormat', 'Text'),
  PackageType: (value) => value === 'Zip',
  Publish: (value) => value === false,
  SnapStart: says('ApplyOn', 'None'),
  TracingConfig: says('Mode', 'PassThrough'),
  VpcConfig: isEmpty,
};

/** Lambda API reference, CreateFunction: seconds and MB; Lambda quotas, "Environment variables". */
const LONGEST_TIMEOUT = 900;
const LEAST_MEMORY = 128;
const MOST_MEMORY = 10_240;
const MOST_ENVIRONMENT_BYTES = 4096;
const LONGEST_DESCRIPTION = 256;
const FUNCTION_NAME = /^[\w-]{1,64}$/;
const HANDLER = /^[^\s]{1,128}$/;
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const VARIABLE = /^[a-zA-Z]\w+$/;

/** Lambda developer guide, "Defined runtime environment variables". */
const RESERVED = new Set([
  ...['_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION'],
  ...['AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_NAME'],
  ...['AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME'],
  ...['AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_LAMBDA_RUNTIME_API', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY'],
  ...['AWS_SESSION_TOKEN', 'LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT'],
]);

/** The function that a CreateFunction asks for, without its code. @throws AwsError */
export function readNewFunction(input: JsonObject): FunctionSettings {
  refuseOthers(
    'CreateFunction',
    input,
    [...SETTINGS, 'Architectures', 'Code', 'FunctionName', 'Tags'],
    SO_ANYWAY,
  );
  const { name, qualifier } = parseFunctionReference(textMember(input, 'FunctionName') ?? '') ?? {};
  if (name === undefined || qualifier !== undefined || !FUNCTION_NAME.test(name))
    throw constraintError(
      'functionName',
      input.FunctionName,
      'name a function by 1 to 64 letters, digits, hyphens and underscores',
    );
  for (const member of ['Runtime', 'Role', 'Handler'])
    if (textMember(input, member) === undefined)
      throw invalid(`${member} must be given for a function of PackageType Zip.`);
  const tags = objectMember(input, 'Tags') ?? {};
  return {
    lambda: {
      logicalId: name,
      name,
      arn: functionArn(name),
      handler: '',
      runtime: '',
      timeoutSeconds: 3,
      memoryMb: LEAST_MEMORY,
      environment: {},
      roleArn: '',
      artifact: '',
      aliases: {},
      versions: [],
      ...settingsOf(input),
    },
    description: descriptionOf(input) ?? '',
    architectures: readArchitectures(input) ?? ['x86_64'],
    tags: Object.fromEntries(Object.keys(tags).map((key) => [key, textMember(tags, key) ?? ''])),
  };
}

/** The function as an UpdateFunctionConfiguration leaves it. @throws AwsError */
export function readChangedFunction(before: FunctionSettings, input: JsonObject): FunctionSettings {
  refuseOthers('UpdateFunctionConfiguration', input, [...SETTINGS, 'RevisionId'], SO_ANYWAY);
  const lambda: LambdaFunction = { ...before.lambda, ...settingsOf(input) };
  // To name no queue takes the dead-letter queue away.
  if (input.DeadLetterConfig !== undefined && readDeadLetterArn(input) === undefined)
    delete lambda.deadLetterArn;
  return { ...before, lambda, description: descriptionOf(input) ?? before.description };
}

function settingsOf(input: JsonObject): Partial<LambdaFunction> {
  const handler = textMember(input, 'Handler');
  if (handler !== undefined && !HANDLER.test(handler))
    throw constraintError('handler', handler, 'be file.export, without spaces, in 128 characters at most');
  const roleArn = textMember(input, 'Role');
  if (roleArn !== undefined && !ROLE.test(roleArn))
    throw constraintError('role', roleArn, "be a role's ARN: arn:aws:iam::<account>:role/<name>");
  const runtime = textMember(input, 'Runtime');
  const timeoutSeconds = numberWithin(input, 'Timeout', 1, LONGEST_TIMEOUT);
  const memoryMb = numberWithin(input, 'MemorySize', LEAST_MEMORY, MOST_MEMORY);
  const environment = readEnvironment(input);
  const deadLetterArn = readDeadLetterArn(input);
  return {
    ...(handler !== undefined && { handler }),
    ...(roleArn !== undefined && { roleArn }),
    ...(runtime !== undefined && { runtime }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(environment && { environment }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
  };
}

function numberWithin(input: JsonObject, member: string, least: number, most: number): number | undefined {
  const value = integerMember(input, member);
  if (value !== undefined && (value < least || value > most))
    throw constraintError(
      member.replace(/^./, (c) => c.toLowerCase()),
      value,
      `be ${least} to ${most}`,
    );
  return value;
}

function descriptionOf(input: JsonObject): string | undefined {
  const description = textMember(input, 'Description');
  if ((description?.length ?? 0) > LONGEST_DESCRIPTION)
    throw constraintError('description', description, `have ${LONGEST_DESCRIPTION} characters at most`);
  return description;
}

function readEnvironment(input: JsonObject): Record<string, string> | undefined {
  const environment = objectMember(input, 'Environment');
  if (!environment) return undefined;
  const given = objectMember(environment, 'Variables') ?? {};
  const variables = Object.fromEntries(
    Object.keys(given).map((name) => [name, textMember(given, name) ?? '']),
  );
  const wrong = Object.keys(variables).find((name) => !VARIABLE.test(name));
  if (wrong !== undefined)
    throw constraintError('environment.variables', wrong, 'have names of letters, digits and underscores');
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  if (Buffer.byteLength(JSON.stringify(variables)) > MOST_ENVIRONMENT_BYTES)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.`,
    );
  return variables;
}

function readDeadLetterArn(input: JsonObject): string | undefined {
  const arn = textMember(objectMember(input, 'DeadLetterConfig') ?? {}, 'TargetArn') ?? '';
  if (arn === '') return undefined;
  if (!arn.startsWith('arn:aws:sqs:'))
    throw notImplemented(`dead letters of a function to ${arn}: it has queues`);
  return arn;
}

/** Handlers are JavaScript: they run as what this machine is. */
export function readArchitectures(input: JsonObject): string[] | undefined {
  const given = textListMember(input, 'Architectures');
  if (given === undefined || given.length === 0) return undefined;
  const [architecture = ''] = given;
  if (given.length > 1 || !['x86_64', 'arm64'].includes(architecture))
    throw new AwsError('ValidationException', 'Architectures takes one of x86_64 and arm64.');
  return given;
}
