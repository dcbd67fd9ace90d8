import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { adoptPackage } from './adopt-package.ts';
import type { LocalStage } from './local-stage.ts';
import { openStage } from './open-stage.ts';

/** What a stage is made of. */
export interface StageOptions {
  /**
   * Where CloudFormation was built into: `.serverless` of the Serverless Framework, `cdk.out` of the CDK, or any folder with a `template.json` whose code
   * lies beside it. Without it: stage `local` of Inlet itself.
   */
  packageFolder?: string;
  /** Which template, where the folder has several: its file's name. */
  template?: string;
  /** Values of the template's parameters. */
  parameters?: Readonly<Record<string, string>>;
  /** Logical ids of resources that the local cloud does not know, and that are left out. */
  leaveOut?: readonly string[];
  /** How long a schedule's minute lasts by itself, milliseconds; 5,000 unless said. `advance` needs none of it. */
  minuteMs?: number;
}

/** In the package; in the repository `inlet package --stage local` has made it. */
const OWN = ['../../stage-local', '../../dist/local/package'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * Starts a local cloud that runs what a template declares: buckets, queues, tables, functions, rules, roles, a HealthLake. Each has a port of its own, so that as many
 * as there are tests may run beside each other.
 * @throws Error (`code` InvalidTemplate) for a template with a `Transform`, by its name, and for resources of types that the local cloud does
 *   not know, by their logical ids, unless `leaveOut` names them
 */
export async function startStage(options: StageOptions = {}): Promise<LocalStage> {
  const { packageFolder = OWN.find((folder) => existsSync(folder)), minuteMs, ...more } = options;
  if (packageFolder === undefined)
    throw new Error('stage local is not packaged: inlet package --stage local');
  const adopted = adoptPackage(packageFolder, more);
  return openStage(
    { packageFolder: adopted.folder, ...(minuteMs !== undefined && { minuteMs }) },
    adopted.remove,
  );
}
