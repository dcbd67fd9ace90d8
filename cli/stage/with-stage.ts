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
  return using(await stageResources(stageOf(values)), work);
}

/** The same on a local cloud at this URL. */
export async function withLocalCloud<T>(
  url: string,
  work: (stage: StageResources) => Promise<T>,
): Promise<T> {
  return using(await stageResources('local', { ...process.env, AWS_ENDPOINT_URL: url }), work);
}

async function using<T>(stage: StageResources, work: (stage: StageResources) => Promise<T>): Promise<T> {
  try {
    return await work(stage);
  } catch (error) {
    throw awsFailure(error, stage);
  } finally {
    stage.close();
  }
}
