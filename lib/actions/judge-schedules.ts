import type { StageConfig } from '../../config/index.ts';
import { parseDatastoreArn } from '../healthlake/index.ts';
import { SCHEDULE_SOURCE, readAction } from './any-action/asked-action.ts';
import { decideAction } from './any-action/decide-action.ts';
import type { StoreFacts } from './any-action/policy.ts';
import type { Refusal } from './any-action/refusals.ts';
import { actionPolicy } from './any-action/stage-policy.ts';

/** A schedule of the stage that would be refused each time it is due. */
export interface RefusedSchedule {
  /** Its place in `actions.schedules`. */
  index: number;
  refusal: Refusal;
}

type Schedule = StageConfig['actions']['schedules'][number];

/**
 * Judges what the stage's own schedules ask for, by the decision that is made when they are due. What only a stack knows
 * is taken as fitting: its role and key, its data stores' ids, the account.
 * @param region where the stage is deployed
 */
export const refusedSchedules = (config: StageConfig, region: string): RefusedSchedule[] =>
  config.actions.schedules.flatMap((schedule, index) => {
    const refusal = refusalOf(config, schedule, region);
    return refusal ? [{ index, refusal }] : [];
  });

function refusalOf(config: StageConfig, schedule: Schedule, region: string): Refusal | undefined {
  const { name, action, input, confirmDatastoreName } = schedule;
  const read = readAction(
    JSON.stringify({
      id: 'due',
      source: SCHEDULE_SOURCE,
      'detail-type': 'HealthLake Action Requested',
      detail: {
        requestId: `schedule:${name}:due`,
        action,
        input,
        ...(confirmDatastoreName !== undefined && { confirmDatastoreName }),
      },
    }),
  );
  if (read.kind === 'unreadable') return read.of.refusal;
  const policy = actionPolicy(config, {
    dataAccessRoleArn: textAt(input, 'DataAccessRoleArn') ?? 'arn:aws:iam::000000000000:role/own',
    kmsKeyId: textAt(input, 'KmsKeyId') ?? '00000000-0000-0000-0000-000000000000',
    identityProviderArn:
      textAt(input, 'IdpLambdaArn') ?? `arn:aws:lambda:${region}:000000000000:function:own:current`,
  });
  const decision = decideAction(read.asked, policy, factsFor(config, read.asked.input, region));
  return decision.kind === 'refuse' ? decision.refusal : undefined;
}

/** Whatever data store an input names is the stage's own, or has the name that is allowed. */
function factsFor(
  { actions }: StageConfig,
  { DatastoreId, ResourceARN }: Readonly<Record<string, unknown>>,
  region: string,
): StoreFacts {
  const arn = typeof ResourceARN === 'string' ? parseDatastoreArn(ResourceARN) : undefined;
  const id = typeof DatastoreId === 'string' ? DatastoreId : (arn?.datastoreId ?? '');
  return {
    place: { partition: arn?.partition ?? 'aws', region, accountId: arn?.accountId ?? '' },
    stageStores: new Set([id]),
    namedStores: new Map(
      actions.allow.flatMap(({ dataStores = [] }) => dataStores.map((name) => [name, id])),
    ),
  };
}

/** A member's text, wherever in an input it stands. */
function textAt(value: unknown, member: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = name === member && typeof inner === 'string' ? inner : textAt(inner, member);
    if (found !== undefined) return found;
  }
  return undefined;
}
