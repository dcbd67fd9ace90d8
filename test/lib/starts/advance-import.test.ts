import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import type { Import } from '../../../lib/ledger/index.ts';
import { advanceImport } from '../../../lib/starts/advance-import.ts';
import type { StartDeps } from '../../../lib/starts/start-deps.ts';
import { testRoute } from '../../support/routes.ts';

const rowOf = (fileCount: number): Import =>
  ({
    importId: 'imp-1',
    state: 'READY',
    route: 'default',
    drop: 'd/',
    fileCount,
    waitsFor: [],
    attempt: 1,
    createdAt: 0,
    version: 1,
  }) as unknown as Import;

/** Takes an import up in a run that has no time left; S3 must not be asked. */
async function advanceLate(row: Import) {
  let calls = 0;
  const deps = {
    ledger: {
      tableName: 'ledger',
      client: { send: () => Promise.resolve({}) } as unknown as DynamoDBDocumentClient,
    },
    s3: {
      send: () => {
        calls += 1;
        return Promise.reject(new Error('S3 was asked'));
      },
    } as unknown as S3Client,
    routes: [testRoute()],
    unresolvedRoutes: new Map(),
    maxOpenJobsPerDataStore: 10,
    isOutOfTime: () => true,
    now: () => 0,
  } as unknown as StartDeps;
  const around = {
    pause: undefined,
    openJobs: 0,
    readiness: () => Promise.resolve({ kind: 'ready' } as const),
  };
  const result = await advanceImport(deps, row, around).catch((error: unknown) => String(error));
  return { result, calls };
}

test('a run that has no time left does not take up a large plan, whose reading alone would be over its end', async () => {
  expect(await advanceLate(rowOf(1000))).toEqual({
    result: expect.objectContaining({ outcome: 'copying', copiedFiles: 0 }),
    calls: 0,
  });
  expect((await advanceLate(rowOf(999))).calls).toBe(1);
});
