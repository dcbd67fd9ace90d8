import { awsFailure } from './aws-failure.ts';
import type { OptionValues } from '../terminal/index.ts';
import { stageOf } from './stage-option.ts';
import type { StageResources } from './stage-resources.ts';
import { stageResources } from './stage-resources.ts';

/**
 * Does a command's work on the stage that its options name, and closes the stage's clients at the end. Errors of AWS that
 * a person can fix say what to do.
 */
export async function withStage<T>(
  values: OptionValues,
  work: (stage: StageResources) => Promise<T>,
): Promise<T> {
  const stage = await stageResources(stageOf(values));
  try {
    return await work(stage);
  } catch (error) {
    throw awsFailure(error, stage);
  } finally {
    stage.close();
  }
}
