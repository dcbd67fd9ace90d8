import { GetFunctionConcurrencyCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import type { Permission } from '../../../local/cloudformation/index.ts';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployOrCall, ofEach, unless } from '../finding.ts';

export const invocations: Check = {
  name: 'invocations',
  finds: 'functions that rules or HealthLake may no longer call, and those that have no concurrency left',
  look: async (patient) => [
    ...(await ofEach(patient.stack.permissions, async (permission) => lostPermission(patient, permission))),
    ...(await ofEach(patient.stack.functions, async ({ name, reservedConcurrency }) =>
      stopped(patient, name, reservedConcurrency),
    )),
  ],
};

/** A statement of a function's policy, as far as it is looked at. */
interface PolicyStatement {
  Effect?: string;
  Principal?: { Service?: string } | string;
  Action?: string;
  Condition?: Record<string, Record<string, string>>;
}

async function lostPermission({ stage, clients }: Patient, permission: Permission): Promise<Finding[]> {
  const { logicalId, functionName, qualifier, action, principal, sourceArn, sourceAccount } = permission;
  const of = { FunctionName: functionName, ...(qualifier !== undefined && { Qualifier: qualifier }) };
  const found = await unless(
    clients.functions.send(new GetPolicyCommand(of)),
    ['ResourceNotFoundException'],
    undefined,
  );
  const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: PolicyStatement[] };
  const isThere = Statement.some(
    ({ Effect, Principal, Action, Condition = {} }) =>
      Effect === 'Allow' &&
      Action === action &&
      (typeof Principal === 'object' ? Principal.Service : Principal) === principal &&
      (sourceArn === undefined || conditionsOf(Condition).includes(sourceArn)),
  );
  if (isThere) return [];
  const call = {
    ...{ ...of, StatementId: logicalId, Action: action, Principal: principal },
    ...(sourceArn !== undefined && { SourceArn: sourceArn }),
    ...(sourceAccount !== undefined && { SourceAccount: sourceAccount }),
  };
  const whom =
    sourceArn === undefined ? principal : `${principal} for ${sourceArn.split(/[:/]/).at(-1) ?? sourceArn}`;
  return [
    {
      what: `the function ${functionName} may no longer be called by ${whom}`,
      next: deployOrCall(stage.stage, ['lambda add-permission', call]),
    },
  ];
}

const conditionsOf = (condition: NonNullable<PolicyStatement['Condition']>): string[] =>
  Object.values(condition).flatMap((keys) => Object.values(keys).flat());

/** Somebody has stopped it, as Lambda's console does by "Throttle". */
async function stopped(
  { clients, served, stage }: Patient,
  name: string,
  reserved: number | undefined,
): Promise<Finding[]> {
  const answer = await served(() =>
    unless(
      clients.functions.send(new GetFunctionConcurrencyCommand({ FunctionName: name })),
      ['ResourceNotFoundException'],
      { ReservedConcurrentExecutions: undefined },
    ),
  );
  if (answer?.ReservedConcurrentExecutions !== 0 || reserved === 0) return [];
  const next =
    reserved === undefined
      ? `aws lambda delete-function-concurrency --function-name ${name}`
      : deployOrCall(stage.stage, [
          'lambda put-function-concurrency',
          { FunctionName: name, ReservedConcurrentExecutions: reserved },
        ]);
  return [{ what: `the function ${name} may not run: its reserved concurrency is 0`, next }];
}
