import type { BackfillDocument } from '../../lib/actions/index.ts';
import { lookAtPrefix, recordBackfill, sampleFiles } from '../../lib/actions/index.ts';
import { REASON, isClean, nextStepOfBackfill, renderBackfill, repeatImport } from '../import/index.ts';
import type { Command, OptionValues } from '../terminal/index.ts';
import { countText, tell } from '../terminal/index.ts';
import { UsageError } from '../../errors/index.ts';
import type { StageResources } from '../stage/index.ts';
import { inboxKeyOf, routeNamed, stageNote, stageOption, withStage } from '../stage/index.ts';

export const importCommand: Command = {
  operand: { usage: '[s3://bucket/prefix/]', not: ['again'] },
  options: {
    stage: stageOption,
    route: { type: 'string', placeholder: '<name>', not: ['again'], help: 'only what this route takes' },
    'dry-run': {
      type: 'boolean',
      not: ['again'],
      help: 'change nothing: show the plan and look at the first lines of the files; exit code 0 if all is well',
    },
    again: {
      type: 'string',
      needs: 'reason',
      placeholder: '<importId>',
      help: 'instead of a prefix: do an ended import again, as it was; needs --reason',
    },
    reason: {
      type: 'string',
      needs: 'again',
      placeholder: '<text>',
      form: REASON,
      help: 'why it is done again; kept in the ledger',
    },
    overwrite: {
      type: 'boolean',
      needs: 'again',
      help: 'do it again even where newer content of its files was imported since',
    },
    'deleted-too': {
      type: 'boolean',
      needs: 'again',
      help: 'do it again even where some of its files were deleted from the inbox since',
    },
    json: { type: 'boolean', help: 'one JSON document instead of tables; docs/command-line.md describes it' },
  },
  notes: [
    'Takes what already lies in the inbox, as if it had been dropped now; what is imported already is left out.',
    stageNote,
  ],
  examples: [
    's3://inlet-local-inbox/history/ --dry-run',
    '--again imp-2716a037237961fd4d056795 --reason "the route is mended"',
  ],
  judge: ({ again }, uri) =>
    again === undefined && uri === undefined
      ? 'say what to import: s3://<inbox>/<prefix>/, or --again <importId>'
      : undefined,
  run: (values, uri = '') =>
    withStage(values, (stage) =>
      values.again === undefined ? backfill(stage, uri, values) : repeatImport(stage, values),
    ),
};

async function backfill(stage: StageResources, uri: string, values: OptionValues): Promise<number> {
  const prefix = inboxKeyOf(uri, stage);
  const route = typeof values.route === 'string' ? values.route : undefined;
  if (route !== undefined) routeNamed(stage, route);
  const [unresolved] = stage.unresolvedRoutes;
  if (unresolved) {
    throw new UsageError(
      `the data store of route "${unresolved[0]}" is not known yet (${unresolved[1]}): the log of start-imports says why`,
      { actual: unresolved[1] },
    );
  }
  const dryRun = values['dry-run'] === true;
  const look = await lookAtPrefix(stage, prefix, route);
  const done = {
    ...look.found,
    dryRun,
    sample: dryRun ? await sampleFiles(stage.s3, stage.inboxBucket, look.backfill.fresh) : null,
    recorded: dryRun ? null : await recordBackfill({ ...stage, onProgress: showProgress }, look.backfill),
  };
  const document: BackfillDocument = { ...done, nextStep: nextStepOfBackfill(done) };
  if (values.json === true) console.log(JSON.stringify(document, null, 2));
  else tell(renderBackfill(document));
  // Of a slip in the prefix a script must hear.
  if (prefix !== '' && document.totals.objects === 0) return 1;
  return !dryRun || isClean(document) ? 0 : 1;
}

/** A large backfill takes minutes: a person at a terminal sees its progress. */
function showProgress(recorded: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rrecorded ${countText(recorded)} `);
}
