import type { CountedDrop } from '../../../lib/costs/index.ts';
import { underLease } from '../../../lib/ledger/index.ts';
import { testRoute } from '../../../test/support/routes.ts';
import type { World } from '../../../test/support/world.ts';
import { startWorld } from '../../../test/support/world.ts';
import { countUnits } from './count-units.ts';

/** What record-arrivals takes from the queue at a time (infrastructure/functions/record-arrivals.yml). */
export const BATCH = 100;

/** The services whose calls are counted. */
export type Service = 'DynamoDB' | 'S3' | 'HealthLake' | 'EventBridge' | 'SQS';

/** What one function did for a drop. */
export interface Step {
  name: 'record-arrivals' | 'start-imports' | 'poll-jobs' | 'summarize-import';
  invocations: number;
  calls: Record<Service, number>;
  /** By the operation, most first. */
  operations: [name: string, count: number][];
  /** Events on the stage's bus. */
  events: number;
  /** DynamoDB's request units. */
  write: number;
  read: number;
}

/** The service that a call is made to. */
const SERVICES: [RegExp, Service][] = [
  [/FHIR/, 'HealthLake'],
  [/^PutEvents$/, 'EventBridge'],
  [/^SendMessage$/, 'SQS'],
  [/Object|Upload|Bucket/, 'S3'],
  [/./, 'DynamoDB'],
];

const NO_CALLS: Record<Service, number> = { DynamoDB: 0, S3: 0, HealthLake: 0, EventBridge: 0, SQS: 0 };

/** How many calls were made since the last look, by service. */
export function callsByService({ calls }: Pick<World, 'calls'>): Record<Service, number> {
  const counts = { ...NO_CALLS };
  for (const { name } of calls.splice(0))
    counts[SERVICES.find(([pattern]) => pattern.test(name))?.[1] ?? 'DynamoDB'] += 1;
  return counts;
}

function operationsOf({ calls }: Pick<World, 'calls'>): [string, number][] {
  const counts = new Map<string, number>();
  for (const { name } of calls) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
}

/**
 * What a drop of new files costs from S3's events to its summary, step by step: files of one line in one folder that is read in
 * place, and functions that run each once, under their leases as they do. Powertools' two calls for a start are not among them.
 */
export async function accountOfDrop(files: number): Promise<Step[]> {
  const world = await startWorld();
  try {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 100_000, maxBytes: 1e12 })]);
    const messages: Awaited<ReturnType<World['drop']>>[] = [];
    for (let index = 0; index < files; index += 1)
      messages.push(
        await world.drop(`bench/${index}.ndjson`, `{"resourceType":"Patient","id":"p${index}"}\n`),
      );
    const steps: Step[] = [];
    const units = countUnits(world);
    const step = async (name: Step['name'], invocations: number, work: () => Promise<unknown>) => {
      world.calls.splice(0);
      const { write, read } = units;
      const eventsBefore = world.sent.length;
      await work();
      const operations = operationsOf(world);
      steps.push({
        name,
        invocations,
        operations,
        events: world.sent.length - eventsBefore,
        calls: callsByService(world),
        write: units.write - write,
        read: units.read - read,
      });
    };
    const leased = (name: string, work: () => Promise<unknown>) => () =>
      underLease(world.ledger, { name, owner: 'bench', now: world.now }, work);

    await step('record-arrivals', Math.ceil(files / BATCH), async () => {
      for (let from = 0; from < files; from += BATCH)
        await world.record(...messages.slice(from, from + BATCH));
    });
    world.later(3600);
    await step('start-imports', 1, leased('start-imports', world.start));
    await world.jobsEnded(600_000);
    await step('poll-jobs', 1, leased('poll-jobs', world.poll));
    world.queueEnds();
    await step('summarize-import', 1, () => world.summarize());
    if (world.jobs().length !== 1 || world.summaries().length !== 1)
      throw new Error('the drop did not become one job');
    return steps;
  } finally {
    await world.end();
  }
}

/** The sum of steps. */
export const sumOf = (steps: readonly Step[]) => ({
  invocations: steps.reduce((sum, { invocations }) => sum + invocations, 0),
  calls: steps.reduce<Record<Service, number>>((sums, { calls }) => added(sums, calls), { ...NO_CALLS }),
  write: steps.reduce((sum, { write }) => sum + write, 0),
  read: steps.reduce((sum, { read }) => sum + read, 0),
  events: steps.reduce((sum, { events }) => sum + events, 0),
});

const added = (a: Record<Service, number>, b: Record<Service, number>): Record<Service, number> => ({
  DynamoDB: a.DynamoDB + b.DynamoDB,
  S3: a.S3 + b.S3,
  HealthLake: a.HealthLake + b.HealthLake,
  EventBridge: a.EventBridge + b.EventBridge,
  SQS: a.SQS + b.SQS,
});

/** All calls of a step. */
export const allCalls = (calls: Record<Service, number>): number =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);

/** What lib/costs says of a drop of so many files. */
export async function countedDrop(files: number): Promise<CountedDrop> {
  const steps = await accountOfDrop(files);
  const { invocations, write, read, calls, events } = sumOf(steps);
  const made = (operation: RegExp): number =>
    steps
      .flatMap(({ operations }) => operations)
      .reduce((sum, [name, count]) => sum + (operation.test(name) ? count : 0), 0);
  return {
    files,
    invocations,
    dynamoDbWrite: write,
    dynamoDbRead: read,
    s3Write: made(/^(?:PutObject|CopyObject|ListObject|.*Upload)/),
    s3Read: made(/^(?:GetObject|HeadObject)/),
    healthLakeCalls: calls.HealthLake,
    busEvents: events,
    callsToEnd: allCalls(sumOf(steps.filter(({ name }) => name !== 'summarize-import')).calls),
  };
}
