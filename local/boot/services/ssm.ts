import { createSsm } from '../../ssm/index.ts';
import { serviceRow } from '../service-row.ts';

/** The Parameter Store of Systems Manager. */
export const ssm = serviceRow('ssm', ({ database, clock, authorizer, signed }) => {
  const parameters = createSsm({ database, clock, authorize: authorizer.authorize });
  const service = signed(parameters.service, 'ssm');
  return {
    api: undefined,
    serves: { ssm: parameters.service.actions },
    routes: { targets: { AmazonSSM: service, ssm: service } },
    reset: parameters.reset,
  };
});
