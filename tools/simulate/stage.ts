import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from '../../config/index.ts';
import { checkConfig } from '../../config/index.ts';
import type { WatchTables } from './dynamodb/operations.ts';
import { keysOf, memoryTable } from './dynamodb/table.ts';
import type { Outcome } from './lambda/environment-process.ts';
import type { FunctionName, PackagedStage, SimulatedFunction } from './lambda/functions.ts';
import { FUNCTIONS, simulatedFunctions, stackAt } from './lambda/functions.ts';
import type { Latencies } from './lambda/latencies.ts';
import { LATENCIES } from './lambda/latencies.ts';
import type { Environment } from './lambda/start-environment.ts';
import { startEnvironment } from './lambda/start-environment.ts';
import type { MeasuredFunction } from './report/measured.ts';
import { addOutcome, unmeasured } from './report/measured.ts';
import type { SimulatedAws } from './services/aws.ts';
import { simulatedAws } from './services/aws.ts';
import type { JobBook } from './services/healthlake.ts';

/** A stage of Inlet in front of the simulated AWS. */
export interface SimulatedStage {
  aws: SimulatedAws;
  functions: Record<FunctionName, SimulatedFunction>;
  buckets: { inbox: string; work: string; results: string };
  ledgerTable: string;
  /** The routes of its configuration, defaults filled in. */
  routes: readonly Route[];
  measured: Record<FunctionName, MeasuredFunction>;
  /**
   * Invokes a function. What its handler throws is in the outcome, and counted.
   * @param environment which of its execution environments, from 0: each has its process from its first invocation on
   * @param at epoch milliseconds of the simulated time
   */
  invoke: (name: FunctionName, event: unknown, at: number, environment?: number) => Promise<Outcome>;
  /** Ends the environments of a function, as Lambda does with those that nobody needs. */
  endEnvironments: (name: FunctionName) => Promise<void>;
  close: () => Promise<void>;
}

interface StageOptions {
  latencies?: Latencies;
  watchTables?: WatchTables | undefined;
}

/** Starts a stage with a configuration of its own. */
export async function simulatedStage(
  packaged: PackagedStage,
  config: unknown,
  jobs: JobBook,
  { latencies = LATENCIES, watchTables }: StageOptions = {},
): Promise<SimulatedStage> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-simulate-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // A signal ends this process by its exit, with which the environments end as well.
  process.once('exit', remove);
  mkdirSync(join(folder, 'objects'));
  const aws = await simulatedAws(join(folder, 'objects'), jobs, watchTables);
  const stack = stackAt(packaged, aws.endpoint);
  const { routes } = checkConfig(config, 'the simulation');
  const functions = simulatedFunctions(packaged, stack, config, folder);
  for (const { name, createTable } of stack.tables) aws.tables.set(name, memoryTable(keysOf(createTable)));
  const ledgerTable = functions['start-imports'].variables.LEDGER_TABLE ?? '';
  const bucket = (logicalId: string): string =>
    stack.buckets.find((known) => known.logicalId === logicalId)?.name ?? '';
  const measured = Object.fromEntries(
    FUNCTIONS.map((name) => [name, unmeasured(name, functions[name])]),
  ) as SimulatedStage['measured'];
  const environments = new Map<string, Promise<Environment>>();
  const end = async (ofFunction: string): Promise<void> => {
    for (const [id, environment] of environments) {
      if (!id.startsWith(ofFunction)) continue;
      environments.delete(id);
      await (await environment).close();
    }
  };
  return {
    aws,
    functions,
    buckets: { inbox: bucket('InboxBucket'), work: bucket('WorkBucket'), results: bucket('ResultsBucket') },
    ledgerTable,
    routes,
    measured,
    async invoke(name, event, at, environment = 0) {
      const id = `${name} ${environment}`;
      const started = environments.get(id) ?? startEnvironment(functions[name], aws.endpoint, latencies);
      environments.set(id, started);
      aws.setNow(at);
      const outcome = await (await started).invoke(event, at);
      addOutcome(measured[name], outcome);
      return outcome;
    },
    endEnvironments: (name) => end(`${name} `),
    async close() {
      await end('');
      await aws.close();
      process.off('exit', remove);
      remove();
    },
  };
}
