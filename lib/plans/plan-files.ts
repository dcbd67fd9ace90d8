import type { Arrival, Import } from '../ledger/index.ts';
import type { Plan } from './plan.ts';
import { createPortion } from './plan.ts';
import { plannableFiles } from './plannable-files.ts';
import type { Route } from '../routes/index.ts';
import { untraced } from '../tracing/index.ts';
import type { PlanDeps } from './write-plan.ts';
import { assignPlan } from './assign-plan.ts';
import { writePlan } from './write-plan.ts';

/** What planning a drop's files came to. */
export interface PlannedFiles {
  imports: { row: Import; plan: Plan }[];
  /** How many pending arrivals there were. */
  found: number;
  /** How many of them were left out, for they are not there any more. */
  leftOut: number;
  /** False where the run had no time for all of them: the next one goes on. */
  isWhole: boolean;
  /** Every file that was found has its fate: an import has it, or it was left out. */
  isSettled: boolean;
}

/** So many arrivals are checked together. */
const CHECKED_AT_A_TIME = 1000;

/** A collecting plan and the open imports that it will wait for. */
interface Group {
  portion: ReturnType<typeof createPortion<Arrival>>;
  waitsFor: Set<string>;
}

/**
 * Freezes plans of pending arrivals, oldest first, and gives each its files, in a memory that does not grow with their number: no more than
 * two plans are collected at a time. Files whose key an older import still holds go into plans of their own, which
 * wait for those imports; the others need not.
 * @param keepThose the files of a plan that is about to be frozen which may be in it
 */
export async function planFiles(
  deps: PlanDeps,
  route: Route,
  drop: string,
  pending: Iterable<Arrival> | AsyncIterable<Arrival>,
  keepThose: (files: Arrival[]) => Promise<Arrival[]>,
): Promise<PlannedFiles> {
  const { trace = untraced } = deps;
  const [free, held] = [newGroup(route), newGroup(route)];
  const planned: PlannedFiles = { imports: [], found: 0, leftOut: 0, isWhole: true, isSettled: true };
  const freeze = async (group: Group, files: Arrival[] | undefined): Promise<void> => {
    if (!files) return;
    const kept = await keepThose(files);
    planned.leftOut += files.length - kept.length;
    if (kept.length > 0) {
      const { row, plan } = await writePlan(deps, route, drop, kept, [...group.waitsFor]);
      const assign = (): Promise<Import> => assignPlan(deps, row, plan, kept);
      const about = { importId: row.importId };
      const decided = row.state === 'PLANNED' ? await trace('assign a plan', about, assign) : row;
      planned.imports.push({ row: decided, plan });
      if (decided.state !== 'READY') planned.isSettled = false;
    }
    group.waitsFor.clear();
  };
  for await (const chunk of chunks(pending, CHECKED_AT_A_TIME)) {
    planned.found += chunk.length;
    for (const { arrival, holders } of await plannableFiles(deps, chunk)) {
      const group = holders.length === 0 ? free : held;
      await freeze(group, group.portion.add(arrival));
      for (const holder of holders) group.waitsFor.add(holder);
    }
    planned.isWhole = !deps.isOutOfTime();
    if (!planned.isWhole) {
      planned.isSettled = false;
      break;
    }
  }
  for (const group of [free, held]) await freeze(group, group.portion.rest());
  return planned;
}

const newGroup = (route: Route): Group => ({ portion: createPortion(route), waitsFor: new Set() });

async function* chunks<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
