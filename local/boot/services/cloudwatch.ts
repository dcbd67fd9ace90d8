import { createCloudWatch, refuseAsCloudWatch } from '../../cloudwatch/index.ts';
import { serviceRow } from '../service-row.ts';

/** CloudWatch: the metrics that functions write into their logs. */
export const cloudWatch = serviceRow(
  'cloudWatch',
  ({ database, clock, authorizer, stack, signed, logs, onFault }) => {
    const metrics = createCloudWatch({
      database,
      clock,
      authorize: authorizer.authorize,
      resources: stack.resources,
      onTrouble: onFault,
    });
    logs.add(({ line }) => {
      metrics.read(line);
    });
    const service = signed(metrics.service, 'monitoring', refuseAsCloudWatch);
    return {
      api: metrics,
      serves: { monitoring: metrics.service.actions },
      routes: { targets: { GraniteServiceVersion20100801: service, monitoring: service } },
      reset: metrics.reset,
      close() {
        metrics.close();
        return Promise.resolve();
      },
    };
  },
);
