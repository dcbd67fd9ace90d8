import { createKms } from '../../kms/index.ts';
import { serviceRow } from '../service-row.ts';

export const kms = serviceRow('kms', ({ stack, clock, authorizer, signed }) => {
  const described = createKms(stack.keys, stack.resources, authorizer.authorize, clock.now());
  const service = signed(described, 'kms');
  return {
    api: undefined,
    serves: { kms: described.actions },
    routes: { targets: { TrentService: service, kms: service } },
  };
});
