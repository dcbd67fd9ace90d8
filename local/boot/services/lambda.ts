import { join } from 'node:path';
import { LAMBDA_PATHS, createLambda } from '../../lambda/index.ts';
import type { Logs } from '../../logs/index.ts';
import type { S3 } from '../../s3/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

export const lambda = serviceRow(
  'lambda',
  (cloud: CloudParts, others: { sqs: Queues; s3: S3; logs: Logs }) => {
    const { authorize, mayAssume } = cloud.authorizer;
    const functions = createLambda({
      database: cloud.database,
      clock: cloud.clock,
      authorize,
      mayAssume,
      hasRole: cloud.runtimeRoles.has,
      endpoint: () => cloud.url,
      xrayDaemon: cloud.options.xrayDaemon,
      codeFolder: join(cloud.folder, 'code'),
      queues: others.sqs,
      takesCode: cloud.takesCode,
      // S3 and logs are made later than Lambda, and asked only when a function is made or runs.
      codeIn: (caller, object) => others.s3.blobPath(caller, object),
      hasLogGroup: (functionName) => others.logs.hasGroupOf(functionName),
      admitRole: cloud.admitRole,
      onLog: cloud.logs.emit,
      onThrottled: cloud.throttled.emit,
      onInvoked: ({ error, requestId: _requestId, ...invocation }) => {
        const { functionName } = invocation;
        cloud.invoked.emit({ ...invocation, failed: error !== undefined });
        if (error) cloud.troubles.emit(`${functionName} failed: ${error.errorType}: ${error.errorMessage}`);
      },
    });
    const service = cloud.signed(functions.service, 'lambda');
    return {
      api: functions,
      serves: { lambda: functions.service.actions },
      routes: {
        paths: Object.fromEntries(LAMBDA_PATHS.map((path) => [path, service])),
        // Other paths of Lambda's: it says itself what it does not have.
        targets: { lambda: service },
      },
      faults: { functions: functions.faults },
      declare(stack) {
        for (const lambdaFunction of stack.functions) functions.declareFunction(lambdaFunction);
        for (const permission of stack.permissions) functions.declarePermission(permission);
        for (const config of stack.asyncConfigs) functions.declareAsyncConfig(config);
        for (const mapping of stack.eventSourceMappings) functions.declareMapping(mapping);
        for (const lost of functions.restore()) cloud.troubles.emit(lost);
      },
      start: functions.start,
      reset: functions.reset,
      stop: functions.close,
    };
  },
);
