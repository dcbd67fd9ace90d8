import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { UsageError, typedInlet } from '../../errors/index.ts';
import { pausedRoutes } from '../../lib/ledger/index.ts';
import { readKeyStatus } from '../../lib/status/index.ts';
import type { TriedStage } from '../../verify/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { OptionValues } from '../terminal/index.ts';
import { mintToken } from '../token/index.ts';

/** Nobody has it: a token for it shows no patient's data. */
const NOBODY = 'inlet-verify-nobody';

/** A stage as probes use it. */
export function triedStage(stage: StageResources, values: OptionValues): TriedStage {
  const [route] = stage.routes;
  if (route === undefined)
    throw new UsageError(
      `stage "${stage.stage}" has no route with a data store: inlet verify uses its data access role and key`,
      { actual: [], expected: 'a route' },
    );
  const role = values['data-access-role'];
  const command = values['token-command'];
  return {
    stage: stage.stage,
    healthLake: stage.healthLake,
    s3: stage.s3,
    cloudWatch: new CloudWatchClient(stage.clientSettings),
    inboxBucket: stage.inboxBucket,
    workBucket: stage.workBucket,
    resultsBucket: stage.resultsBucket,
    dataAccessRoleArn: typeof role === 'string' ? role : route.dataAccessRoleArn,
    kmsKeyId: route.kmsKeyId,
    datastoreId: stage.datastoreId,
    fateOf: async (key) => (await readKeyStatus(stage, stage.inboxBucket, key)).arrivals[0]?.fate,
    standstillOf: (datastoreId) => standstillOf(stage, datastoreId),
    prefixOf: (datastoreId) => stage.routes.find((known) => known.datastoreId === datastoreId)?.prefix,
    ...(stage.stage === 'local' && { tokenFor: mintedAt(stage.endpoint) }),
    ...(typeof command === 'string' && { tokenFor: (scope: string) => printed(command, scope) }),
  };
}

/** The record can be sent on: it has no route's name. */
async function standstillOf(
  { stage, ledger, routes }: StageResources,
  datastoreId: string,
): Promise<string | undefined> {
  const route = routes.find((known) => known.datastoreId === datastoreId);
  if (route === undefined || (await pausedRoutes(ledger, [route])).size === 0) return undefined;
  return `the route is paused, and nothing of it is imported: ${typedInlet(stage)`status`} names it, ${typedInlet(stage)`resume <route>`} lets it go on`;
}

const mintedAt =
  (endpoint: string | undefined) =>
  async (scope: string): Promise<string> => {
    const wanted = { scope, expiresSeconds: 600, ...(scope.includes('patient/') && { patient: NOBODY }) };
    return (await mintToken(wanted, endpoint)).token;
  };

const run = promisify(execFile);

/** What a command of the person prints for these scopes. Its output is a secret: no error shows it. */
async function printed(command: string, scope: string): Promise<string> {
  const { stdout } = await run('/bin/sh', ['-c', command], {
    env: { ...process.env, INLET_SCOPE: scope, INLET_PATIENT: NOBODY },
  }).catch((error: unknown) => {
    const { code } = error as { code?: unknown };
    throw new UsageError(`--token-command ended with ${String(code)}`, { expected: 'a bearer token' });
  });
  return stdout.trim();
}
