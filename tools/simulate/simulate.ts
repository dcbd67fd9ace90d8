import { packagedStage } from './lambda/functions.ts';
import { judged } from './report/judge.ts';
import type { ScenarioResult } from './report/measured.ts';
import { busyDay } from './scenarios/busy-day.ts';
import { markedDrop, oneDrop } from './scenarios/one-drop.ts';
import { resultLines } from './scenarios/result-lines.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [oneDrop, markedDrop, resultLines, busyDay];

/**
 * Runs scenarios one after the other.
 * @param only the names of some; all without any
 * @param scale of their full sizes, from 0 to 1
 */
export async function* simulate({
  only,
  scale,
  progress,
}: {
  only?: readonly string[] | undefined;
  scale: number;
  progress: (text: string) => void;
}): AsyncGenerator<ScenarioResult> {
  progress('packaging');
  const packaged = await packagedStage();
  for (const { name, run } of SCENARIOS) {
    if (only !== undefined && !only.includes(name)) continue;
    const result = await run({
      packaged,
      scale,
      progress: (text) => {
        progress(`${name}: ${text}`);
      },
    });
    yield { ...result, broken: judged(result) };
  }
}
