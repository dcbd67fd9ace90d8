import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { LambdaFunction } from '../../cloudformation/index.ts';
import type { RuntimeFunction } from '../runtime/runtime-functions.ts';
import type { LambdaApi, LambdaCall, LambdaOperation } from './call.ts';
import { pageOf } from './call.ts';

export const listFunctions: LambdaOperation = (
  { caller, query },
  { functions, runtimeFunctions, authorize },
) => {
  authorize(caller, 'lambda:ListFunctions', '*');
  const { page, nextMarker } = pageOf(functions.list(), ({ name }) => name, query);
  return {
    body: {
      Functions: page.map((lambda) => configurationOf(lambda, runtimeFunctions.get(lambda.name))),
      NextMarker: nextMarker,
    },
  };
};

export const getFunction: LambdaOperation = (call, api) => {
  const { lambda, made, configuration } = found(call, api, 'lambda:GetFunction');
  return {
    body: {
      Configuration: configuration,
      ...(made && { Code: { RepositoryType: 'S3' } }),
      Tags: runtimeTags(api, lambda),
    },
  };
};

export const getFunctionConfiguration: LambdaOperation = (call, api) => ({
  body: found(call, api, 'lambda:GetFunctionConfiguration').configuration,
});

function found({ caller, query, path }: LambdaCall, api: LambdaApi, action: string) {
  const { lambda, version } = api.functions.find(path.name ?? '', query.get('Qualifier') ?? undefined);
  api.authorize(caller, action, lambda.arn);
  const made = api.runtimeFunctions.get(lambda.name);
  return { lambda, made, configuration: configurationOf(lambda, made, version) };
}

const runtimeTags = ({ runtimeFunctions }: LambdaApi, { name }: LambdaFunction): Record<string, string> =>
  runtimeFunctions.get(name)?.tags ?? {};

/** A `FunctionConfiguration` (Lambda API reference): of a function of the template, what is known of it. */
export const configurationOf = (
  lambda: LambdaFunction,
  made?: RuntimeFunction,
  version = '$LATEST',
): Record<string, unknown> => ({
  FunctionName: lambda.name,
  FunctionArn: lambda.arn,
  Runtime: lambda.runtime,
  Role: lambda.roleArn,
  Handler: lambda.handler,
  Timeout: lambda.timeoutSeconds,
  MemorySize: lambda.memoryMb,
  Version: version,
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Environment: { Variables: lambda.environment },
  TracingConfig: { Mode: lambda.isTraced ? 'Active' : 'PassThrough' },
  ...(lambda.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: lambda.deadLetterArn } }),
  ...(!made && { CodeSha256: sha256Of(lambda.artifact) }),
  ...(made && {
    Description: made.description,
    Architectures: made.architectures,
    CodeSize: made.code.bytes,
    CodeSha256: made.code.sha256,
    LastModified: new Date(made.lastModifiedMs).toISOString().replace('Z', '+0000'),
    RevisionId: made.revisionId,
    EphemeralStorage: { Size: 512 },
  }),
});

/** Of zips that lie there as long as the cloud runs; undefined where there is none to read. */
const hashes = new Map<string, string | undefined>();

function sha256Of(file: string): string | undefined {
  if (!hashes.has(file)) hashes.set(file, existsSync(file) ? hashOf(file) : undefined);
  return hashes.get(file);
}

/** As Lambda has it: of the zip, in base64. */
const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('base64');
