import type { AgainOutcome } from '../../lib/actions/index.ts';
import { MOST_RUNS, importAgain } from '../../lib/actions/index.ts';
import type { OptionValues } from '../terminal/index.ts';
import { countOf, facts, printable, tell } from '../terminal/index.ts';
import { UsageError, typedInlet } from '../../errors/index.ts';
import { reasonOf } from './reason-option.ts';
import type { StageResources } from '../stage/index.ts';

/** What doing an import again takes, beside its id. */
export interface AgainChoice {
  reason: string | undefined;
  overwrite: boolean;
  deletedToo: boolean;
}

/** Has an ended import done again. @throws UsageError where it is not, with what to do instead */
export async function doAgain(
  stage: StageResources,
  importId: string,
  { reason, ...choice }: AgainChoice,
): Promise<{ attempt: number; nextStep: string }> {
  if (reason === undefined)
    throw new UsageError('--reason is missing: it stands in the ledger beside the attempt');
  const outcome = await importAgain(stage, importId, { reason, ...choice });
  if (outcome.kind !== 'repeated') {
    throw new UsageError(refusalText(stage.stage, importId, outcome), {
      actual: outcome.kind,
      expected: 'repeated',
    });
  }
  const nextStep = `Nothing: the next run starts it. ${typedInlet(stage.stage)`status ${importId} --watch`} follows it.`;
  return { attempt: outcome.attempt, nextStep };
}

/** `inlet import --again IMPORT --reason TEXT`. */
export async function repeatImport(stage: StageResources, values: OptionValues): Promise<number> {
  const importId = String(values.again);
  const { attempt, nextStep } = await doAgain(stage, importId, {
    reason: reasonOf(values),
    overwrite: values.overwrite === true,
    deletedToo: values['deleted-too'] === true,
  });
  const told = { kind: 'import-again', schemaVersion: '1', stage: stage.stage, importId, attempt, nextStep };
  if (values.json === true) console.log(JSON.stringify(told));
  else tell([`${importId} is done again: attempt ${attempt}.`, ...facts([['next', nextStep]])]);
  return 0;
}

/** Keys named in a refusal. */
const MOST_NAMED = 20;

const named = (keys: readonly string[]): string[] => [
  ...keys.slice(0, MOST_NAMED).map((key) => printable(`  ${key}`)),
  ...(keys.length > MOST_NAMED ? [`  ... and ${keys.length - MOST_NAMED} more`] : []),
];

/** Why an import is not done again, and what to do instead. */
export function refusalText(
  stage: string,
  importId: string,
  outcome: Exclude<AgainOutcome, { kind: 'repeated' }>,
): string {
  const inlet = typedInlet(stage);
  switch (outcome.kind) {
    case 'unknown':
      return `the ledger knows no import "${importId}"`;
    case 'open':
      return `${importId} is open (attempt ${outcome.attempt} is ${outcome.state}): ${inlet`status ${importId}`} says what it waits for`;
    case 'abandoned':
      return `${importId} was abandoned: its files went back to their drop and are in another import; ${inlet`status s3://<inbox>/<key>`} says in which`;
    case 'plan-gone':
      return `the plan of ${importId} is gone from the work bucket (it is kept for workDays): drop the files again`;
    case 'too-many-attempts':
      return `${importId} has been done ${MOST_RUNS} times: drop the files again`;
    case 'lost-race':
      return `${importId} has just changed: ${inlet`status ${importId}`} says how it stands`;
    case 'newer-content':
      return [
        `newer content of ${countOf(outcome.keys.length, 'file')} of ${importId} was imported since, and doing it again would put the old content last:`,
        ...named(outcome.keys),
        '--overwrite does it all the same',
      ].join('\n');
    case 'deleted':
      return [
        `${countOf(outcome.keys.length, 'file')} of ${importId} was deleted from the inbox since, and doing it again would import it once more:`,
        ...named(outcome.keys),
        '--deleted-too does it all the same, as far as the versions are still there',
      ].join('\n');
  }
}
