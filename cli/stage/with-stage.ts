import { awsFailure } from './aws-failure.ts';
import type { OptionValues } from '../terminal/index.ts';
import { stageOf } from './stage-option.ts';
import type { StageResources } from './stage-resources.ts';
import { stageResources } from './stage-resources.ts';

/**
 * Does a command's work on the stage that its options name, and lets go of the stage's clients at the end. What AWS
 * refuses on the way is said in a person's words where it is theirs to mend.
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
