import { refuseAsQuery } from '../../http/index.ts';
import { createIam } from '../../iam/index.ts';
import { serviceRow } from '../service-row.ts';

export const iam = serviceRow('iam', ({ stack, clock, authorizer, runtimeRoles, signed }) => {
  const service = createIam({ stack, authorizer, runtimeRoles, now: () => clock.now() });
  return {
    api: undefined,
    serves: { iam: service.actions },
    routes: { targets: { iam: signed(service, 'iam', refuseAsQuery) } },
    reset: runtimeRoles.clear,
  };
});
