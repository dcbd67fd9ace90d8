import { refuseAsQuery } from '../../http/index.ts';
import { createSts } from '../../sts/index.ts';
import { serviceRow } from '../service-row.ts';

export const sts = serviceRow('sts', ({ stack, sessions, authorizer, signed }) => {
  const service = createSts({ roles: stack.roles, sessions, authorize: authorizer.authorize });
  return {
    api: undefined,
    serves: { sts: service.actions },
    routes: { targets: { sts: signed(service, 'sts', refuseAsQuery) } },
    reset: sessions.reset,
  };
});
