import { createSecretsManager } from '../../secrets-manager/index.ts';
import { serviceRow } from '../service-row.ts';

export const secretsManager = serviceRow('secretsManager', ({ database, clock, authorizer, signed }) => {
  const secrets = createSecretsManager({ database, clock, authorize: authorizer.authorize });
  return {
    api: undefined,
    serves: { secretsmanager: secrets.service.actions },
    routes: { targets: { secretsmanager: signed(secrets.service, 'secretsmanager') } },
    reset: secrets.reset,
  };
});
