import { createLogs } from '../../logs/index.ts';
import { serviceRow } from '../service-row.ts';

/** CloudWatch Logs: what the functions write, to be asked for. */
export const logs = serviceRow('logs', ({ database, clock, authorizer, signed, logs: lines, onFault }) => {
  const functionLogs = createLogs({
    database,
    clock,
    authorize: authorizer.authorize,
    onTrouble: onFault,
  });
  lines.add(functionLogs.write);
  const service = signed(functionLogs.service, 'logs');
  return {
    api: functionLogs,
    serves: { logs: functionLogs.service.actions },
    routes: { targets: { Logs_20140328: service, logs: service } },
    declare(stack) {
      for (const { name } of stack.functions) functionLogs.declareFunction(name);
    },
    reset: functionLogs.reset,
    close() {
      functionLogs.close();
      return Promise.resolve();
    },
  };
});
