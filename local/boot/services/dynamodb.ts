import { join } from 'node:path';
import type { TableDeclaration } from '../../dynamodb/index.ts';
import { SERVED_MEMBERS, createDynamoDb } from '../../dynamodb/index.ts';
import { serviceRow } from '../service-row.ts';

export const dynamoDb = serviceRow('dynamoDb', ({ folder, clock, authorizer, signed, onFault }) => {
  const tables = createDynamoDb({
    folder: join(folder, 'tables'),
    authorize: authorizer.authorize,
    now: () => clock.now(),
    onFailure: onFault,
  });
  const service = signed(tables.service, 'dynamodb');
  return {
    api: tables,
    serves: { dynamodb: Object.keys(SERVED_MEMBERS) },
    routes: { targets: { DynamoDB_20120810: service, dynamodb: service } },
    faults: { dynamoDb: tables.faults },
    async declare(stack) {
      for (const { createTable } of stack.tables)
        await tables.declareTable(createTable as unknown as TableDeclaration);
    },
    reset: () => tables.reset(),
    close: () => tables.close(),
  };
});
