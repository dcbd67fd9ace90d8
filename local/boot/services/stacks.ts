import { refuseAsQuery } from '../../http/index.ts';
import { createStacks } from '../../stacks/index.ts';
import { serviceRow } from '../service-row.ts';

/** CloudFormation, as far as it says what runs. */
export const stacks = serviceRow('stacks', ({ stack, clock, authorizer, signed }) => {
  const service = createStacks(stack, authorizer.authorize, clock.now());
  return {
    api: undefined,
    serves: { cloudformation: service.actions },
    routes: { targets: { cloudformation: signed(service, 'cloudformation', refuseAsQuery) } },
  };
});
