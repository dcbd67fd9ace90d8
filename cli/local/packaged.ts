import { packageStage } from '../../tools/build/index.ts';

/** Builds and packages stage local where something has changed, saying so where it takes its seconds. */
export async function packaged(say: (text: string) => void): Promise<{ folder: string }> {
  const slow = setTimeout(() => {
    say('packaging stage local (first start, or something changed) ...');
  }, 300);
  try {
    return await packageStage({ stage: 'local' });
  } finally {
    clearTimeout(slow);
  }
}
