import type { Caller, JsonObject } from '../../ground/index.ts';
import { ACCOUNT_ID, AwsError } from '../../ground/index.ts';
import { objectMember, textMember } from '../../http/index.ts';
import type { FunctionSettings, RuntimeFunction } from '../runtime/runtime-functions.ts';
import type { LambdaApi, LambdaCall, LambdaOperation } from './call.ts';
import { bodyOf, invalid, refuseOthers } from './call.ts';
import { CODE_MEMBERS, readCode } from './function-code.ts';
import { readArchitectures, readChangedFunction, readNewFunction } from './function-settings.ts';
import { configurationOf } from './read-functions.ts';

export const createFunction: LambdaOperation = async (call, api) => {
  const input = await bodyOf(call);
  const settings = readNewFunction(input);
  const { name, arn } = settings.lambda;
  api.authorize(call.caller, 'lambda:CreateFunction', arn);
  refuseCode(api);
  if (api.functions.has(name))
    throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
  checkRole(call.caller, settings, api);
  const zip = await readCode('CreateFunction', objectMember(input, 'Code') ?? {}, call, api);
  return { status: 201, body: describe(api.runtimeFunctions.create(settings, zip)) };
};

export const updateFunctionCode: LambdaOperation = async (call, api) => {
  const input = await bodyOf(call);
  changeable('lambda:UpdateFunctionCode', call, api, input);
  refuseOthers('UpdateFunctionCode', input, [...CODE_MEMBERS, 'Architectures', 'DryRun', 'RevisionId'], {
    Publish: (value) => value === false,
  });
  const {
    Architectures: _architectures,
    DryRun: isDryRun,
    RevisionId: _revision,
    Publish: _publish,
    ...code
  } = input;
  const zip = await readCode('UpdateFunctionCode', code, call, api);
  // Meanwhile somebody may have changed it, or deleted it.
  const before = changeable('lambda:UpdateFunctionCode', call, api, input);
  const architectures = readArchitectures(input) ?? before.architectures;
  if (isDryRun === true) return { body: describe({ ...before, architectures }) };
  return { body: describe(api.runtimeFunctions.changeCode(before, architectures, zip)) };
};

export const updateFunctionConfiguration: LambdaOperation = async (call, api) => {
  const input = await bodyOf(call);
  const before = changeable('lambda:UpdateFunctionConfiguration', call, api, input);
  const settings = readChangedFunction(before, input);
  checkRole(call.caller, settings, api, before);
  return { body: describe(api.runtimeFunctions.changeSettings(before, settings)) };
};

export const deleteFunction: LambdaOperation = ({ caller, path, query }, api) => {
  const { lambda, qualifier } = api.functions.find(path.name ?? '', query.get('Qualifier') ?? undefined);
  api.authorize(caller, 'lambda:DeleteFunction', lambda.arn);
  const made = api.runtimeFunctions.changeable(lambda.name);
  if (qualifier !== undefined)
    throw invalid('$LATEST version cannot be deleted without deleting the function.');
  api.runtimeFunctions.remove(made);
  return { status: 204 };
};

const describe = (made: RuntimeFunction): Record<string, unknown> => configurationOf(made.lambda, made);

/** The function that a request may change. @throws AwsError */
function changeable(
  action: string,
  { caller, path }: LambdaCall,
  api: LambdaApi,
  input: JsonObject,
): RuntimeFunction {
  const { lambda } = api.functions.find(path.name ?? '');
  api.authorize(caller, action, lambda.arn);
  refuseCode(api);
  return api.runtimeFunctions.changeable(lambda.name, textMember(input, 'RevisionId'));
}

/** Code runs with the rights of who started the cloud: it comes from this machine, or from nowhere. */
function refuseCode({ takesCode }: LambdaApi): void {
  if (!takesCode)
    throw new AwsError(
      'AccessDeniedException',
      'This local cloud listens on an address that other machines reach (--host), and takes no code: a function would run on this machine as the user who started it. Start it without --host, or with --allow-functions where everybody who reaches it may run code here.',
      403,
    );
}

/** The caller must be able to hand the role over, and the role to do what the settings need of it. @throws AwsError */
function checkRole(
  caller: Caller,
  { lambda: { roleArn, deadLetterArn } }: FunctionSettings,
  { authorize, hasRole }: LambdaApi,
  before?: RuntimeFunction,
): void {
  if (before?.lambda.roleArn !== roleArn) {
    if (roleArn.split(':')[4] !== ACCOUNT_ID)
      throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.', 403);
    authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'lambda.amazonaws.com' });
    if (!hasRole(roleArn))
      throw invalid(
        `The role defined for the function cannot be assumed by Lambda. There is no role ${roleArn}: CreateRole of IAM makes one.`,
      );
  }
  if (deadLetterArn === undefined) return;
  try {
    authorize({ kind: 'role', roleArn }, 'sqs:SendMessage', deadLetterArn);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(
      `The provided execution role does not have permissions to call SendMessage on SQS. ${error.message}`,
    );
  }
}
