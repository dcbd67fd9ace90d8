import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkConfig } from '../../../config/index.ts';
import type { Stack } from '../../../local/cloudformation/index.ts';
import { readStack } from '../../../local/cloudformation/index.ts';
import { bundle, packageStage, PROJECT } from '../../build/index.ts';

/** The functions that work on imports. */
export const FUNCTIONS = ['record-arrivals', 'start-imports', 'poll-jobs', 'summarize-import'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** A function as it would be deployed. */
export interface SimulatedFunction {
  /** The bundle's file, and the name of the function that it exports. */
  bundle: string;
  exported: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  timeoutSeconds: number;
  variables: Record<string, string>;
  /** Of the queue that it reads, where it reads one. */
  source?: { batchSize: number; windowSeconds: number; mostAtOnce: number };
}

/** The stage whose template says what functions have: as it is deployed, not as the local cloud has it. */
const STAGE = 'dev';

/** What does not change between configurations. */
export interface PackagedStage {
  /** The folder of its template. */
  packageFolder: string;
  /** Handlers as they are bundled for Lambda, with the configuration left open. */
  bundles: ReadonlyMap<string, Uint8Array>;
}

/** Packages the stage and bundles its handlers by the recipe of every deployment. */
export async function packagedStage(stage = STAGE): Promise<PackagedStage> {
  const [{ folder }, bundles] = await Promise.all([
    packageStage({ stage }),
    bundle({ root: PROJECT, names: FUNCTIONS }),
  ]);
  return { packageFolder: folder, bundles };
}

/** How an open bundle says where the configuration goes (tools/build/stage-config-plugin.ts). */
const PLACE = '"@@the configuration of the stage@@"';

/** The data store of the stack itself. */
const OWN_DATA_STORE = 'd'.repeat(32);

/** The stack with everything where the simulation serves it. @param endpoint `http://127.0.0.1:port` */
export const stackAt = ({ packageFolder }: PackagedStage, endpoint: string): Stack =>
  readStack({ packageFolder, endpoint, dataStoreId: () => OWN_DATA_STORE });

/**
 * Writes the bundles with a configuration into a folder, with all that the template says of each function.
 * @param config as `config/<stage>.json` has it; its defaults are filled in
 */
export function simulatedFunctions(
  { bundles }: Pick<PackagedStage, 'bundles'>,
  stack: Stack,
  config: unknown,
  folder: string,
): Record<FunctionName, SimulatedFunction> {
  const checked = JSON.stringify(JSON.stringify(checkConfig(config, 'the simulation', STAGE)));
  const entries = FUNCTIONS.map((name) => {
    const file = join(folder, `${name}.cjs`);
    const text = Buffer.from(bundles.get(name) ?? '').toString('utf8');
    if (!text.includes(PLACE) && name !== 'summarize-import')
      throw new Error(`the bundle of ${name} has no place for a configuration`);
    writeFileSync(
      file,
      text.replaceAll(PLACE, () => checked),
    );
    return [name, functionOf(stack, name, file)] as const;
  });
  return Object.fromEntries(entries) as Record<FunctionName, SimulatedFunction>;
}

function functionOf(stack: Stack, name: FunctionName, file: string): SimulatedFunction {
  const found = stack.functions.find(({ handler }) => handler.includes(`/${name}.`));
  if (!found) throw new Error(`the template has no function of the handler ${name}`);
  const mapping = stack.eventSourceMappings.find(({ functionName }) => functionName === found.name);
  return {
    bundle: file,
    exported: found.handler.slice(found.handler.lastIndexOf('.') + 1),
    functionName: found.name,
    functionArn: found.arn,
    memoryMb: found.memoryMb,
    timeoutSeconds: found.timeoutSeconds,
    variables: found.environment,
    ...(mapping && {
      source: {
        batchSize: mapping.batchSize,
        windowSeconds: mapping.batchingWindowSeconds,
        mostAtOnce: mapping.maximumConcurrency ?? 1,
      },
    }),
  };
}
