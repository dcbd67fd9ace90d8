import { refuseAsQuery } from '../../http/index.ts';
import { createSts } from '../../sts/index.ts';
import { serviceRow } from '../service-row.ts';

export const sts = serviceRow('sts', ({ sessions, authorizer, signed }) => {
  const service = createSts({ role: authorizer.role, sessions, authorize: authorizer.authorize });
  return {
    api: undefined,
    serves: { sts: service.actions },
    routes: { targets: { sts: signed(service, 'sts', refuseAsQuery) } },
    reset: sessions.reset,
  };
});
