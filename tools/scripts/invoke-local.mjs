import { randomUUID } from 'node:crypto';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';

const START_FIRST = 'start it with npm start, then enter eval "$(npx inlet env)" in this shell';

/**
 * What a function that is invoked in this process needs and the framework lacks: its environment as it is deployed (the
 * framework resolves no `Fn::GetAtt`), and a context that has its ARN.
 * @param clientSettings asked for once it is sure that stage local means a cloud of this machine
 * @throws Error with what to do about it
 */
export async function asDeployed(stage, functionName, clientSettings) {
  // Without it the framework and the function would call AWS itself, with whatever credentials there are.
  if (stage === 'local' && !process.env.AWS_ENDPOINT_URL)
    throw new Error(`stage local is the local cloud, and AWS_ENDPOINT_URL names none: ${START_FIRST}`);
  const client = new LambdaClient(await clientSettings());
  try {
    const deployed = await client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
    return { environment: deployed.Environment?.Variables ?? {}, context: contextOf(deployed) };
  } catch (error) {
    throw new Error(whyNot(error, stage, functionName), { cause: error });
  } finally {
    client.destroy();
  }
}

/** The members of a context that Inlet's functions and their middleware read. */
function contextOf({ FunctionArn, FunctionName, MemorySize, Timeout }) {
  const end = Date.now() + Timeout * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: FunctionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: FunctionArn,
    memoryLimitInMB: String(MemorySize),
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
}

function whyNot(error, stage, functionName) {
  if (error.code === 'ECONNREFUSED')
    return `nothing answers at ${process.env.AWS_ENDPOINT_URL ?? 'AWS'}: ${START_FIRST}`;
  if (error.name === 'ResourceNotFoundException')
    return `there is no function ${functionName} whose environment could be taken: deploy stage "${stage}" first`;
  return `${functionName} cannot be asked for its environment: ${error.message}`;
}
