import { adoptPackage } from './adopt-package.ts';
import type { KnownOptions } from '../invalid-options.ts';
import { checkOptions } from '../invalid-options.ts';
import type { LocalStage } from './local-stage.ts';
import type { CloudSettings } from './messages.ts';
import { CLOUD_SETTINGS } from './messages.ts';
import { openStage } from './open-stage.ts';
import { ownPackage } from './own-package.ts';

/** What a stage is made of. */
export interface StageOptions extends CloudSettings {
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
}

const STAGE_OPTIONS: KnownOptions<StageOptions> = {
  packageFolder: 'text',
  template: 'text',
  parameters: 'texts by name',
  leaveOut: 'texts',
  ...CLOUD_SETTINGS,
};

/**
 * Starts a local cloud that runs what a template declares: buckets, queues, tables, functions, rules, roles, a HealthLake. Each has a port of its own, so that as many
 * as there are tests may run beside each other.
 * @throws Error (`code` InvalidTemplate) for a template with a `Transform`, by its name, and for resources of types that the local cloud does
 *   not know, by their logical ids, unless `leaveOut` names them; InvalidOptions for options that there are not
 */
export async function startStage(options: StageOptions = {}): Promise<LocalStage> {
  checkOptions('startStage', options, STAGE_OPTIONS);
  const { packageFolder = ownPackage(), template, parameters, leaveOut, ...settings } = options;
  const adopted = adoptPackage(packageFolder, {
    ...(template !== undefined && { template }),
    ...(parameters && { parameters }),
    ...(leaveOut && { leaveOut }),
  });
  return openStage({ ...settings, packageFolder: adopted.folder }, adopted.remove);
}
