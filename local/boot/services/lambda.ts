import { join } from 'node:path';
import { createLambda } from '../../lambda/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

export const lambda = serviceRow('lambda', (cloud: CloudParts, others: { sqs: Queues }) => {
  const { authorize, mayAssume } = cloud.authorizer;
  const functions = createLambda({
    database: cloud.database,
    clock: cloud.clock,
    authorize,
    mayAssume,
    endpoint: () => cloud.url,
    codeFolder: join(cloud.folder, 'code'),
    queues: others.sqs,
    onLog: cloud.logs.emit,
    onInvoked: ({ functionName, error }) => {
      if (error) cloud.troubles.emit(`${functionName} failed: ${error.errorType}: ${error.errorMessage}`);
    },
  });
  return {
    api: functions,
    serves: { lambda: functions.service.actions },
    routes: { paths: { '/2015-03-31/functions': cloud.signed(functions.service, 'lambda') } },
    faults: { functions: functions.faults },
    declare(stack) {
      for (const lambdaFunction of stack.functions) functions.declareFunction(lambdaFunction);
      for (const permission of stack.permissions) functions.declarePermission(permission);
      for (const config of stack.asyncConfigs) functions.declareAsyncConfig(config);
      for (const mapping of stack.eventSourceMappings) functions.declareMapping(mapping);
    },
    start: functions.start,
    reset: functions.reset,
    stop: functions.close,
  };
});
