import type { Choices, VerifyRecord } from '../../verify/index.ts';
import { costText, countVerdicts, runProbes } from '../../verify/index.ts';
import { onInterrupt } from '../local/index.ts';
import { stageNote, stageOption, withStage } from '../stage/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { Command, OptionValues } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';
import {
  askWhether,
  choicesOf,
  openRecord,
  renderProbe,
  renderRecord,
  saveRecord,
  triedStage,
  judgeOnly,
} from '../verify/index.ts';

/** How often is looked whether a job or data store has come to its end. */
const LOOK_EVERY_MS = { local: 50, aws: 10_000 };
/** What Ctrl-C waits for while a run is cleaned up. */
const LONGEST_CLEAN_UP_MS = 300_000;

export const verify: Command = {
  options: {
    stage: stageOption,
    'create-datastore': {
      type: 'boolean',
      not: ['into'],
      help: 'let probes that write make a data store, which is billed by the hour and deleted at the end',
    },
    into: {
      type: 'string',
      placeholder: '<datastoreId>',
      form: { takes: 'the id of a data store: 32 of 0-9 and a-f', fits: (id) => /^[0-9a-f]{32}$/.test(id) },
      help: 'let probes that write use this data store',
    },
    'yes-this-store-is-for-tests': {
      type: 'boolean',
      needs: 'into',
      help: 'the data store of --into is of a route, and nothing in it is needed',
    },
    slow: {
      type: 'boolean',
      help: 'run also what takes long: the life of a second data store, a queue full of jobs',
    },
    only: {
      type: 'string',
      placeholder: '<names>',
      help: 'these probes or topics alone, separated by commas; docs/verify.md lists them',
    },
    'data-access-role': {
      type: 'string',
      placeholder: '<arn>',
      help: 'the role that jobs of the run read and write as; that of the stage unless said',
    },
    'token-command': {
      type: 'string',
      placeholder: '<command>',
      help: 'prints a bearer token of the stage’s data store with the scopes in $INLET_SCOPE, for the patient in $INLET_PATIENT',
    },
    record: {
      type: 'string',
      placeholder: '<file>',
      help: 'where the record is kept (default inlet-verify-<stage>.json); an interrupted run goes on from it',
    },
    yes: { type: 'boolean', help: 'do not ask whether it may cost what it says' },
    json: { type: 'boolean', help: 'print the record instead of text; docs/verify.md describes it' },
  },
  notes: [
    'Tries what Inlet assumes of HealthLake. Without --create-datastore or --into only probes that write nothing are run.',
    'Stage local makes its data stores itself and runs all of them.',
    stageNote,
  ],
  examples: ['--stage dev', '--stage dev --create-datastore', '--yes'],
  judge: judgeOnly,
  run: (values) => withStage(values, (stage) => verifyStage(stage, values)),
};

async function verifyStage(stage: StageResources, values: OptionValues): Promise<number> {
  const choices = choicesOf(values, stage);
  const tried = triedStage(stage, values);
  const file = typeof values.record === 'string' ? values.record : `inlet-verify-${stage.stage}.json`;
  const record = openRecord(file, stage.stage, stage.now());
  const { signal, exitCode, dispose } = onInterrupt(LONGEST_CLEAN_UP_MS);
  const isJson = values.json === true;
  try {
    if (!(await mayWrite(stage.stage, choices, values, signal))) return signal.aborted ? exitCode() : 1;
    if (record.sittings > 0)
      tell([`It goes on with the run of ${record.startedAt}: ${record.probes.length} known`], 'stderr');
    await runProbes({
      stage: tried,
      choices,
      record,
      save(changed, row) {
        saveRecord(file, changed);
        if (row && !isJson) tell(renderProbe(row));
      },
      signal,
      everyMs: stage.stage === 'local' ? LOOK_EVERY_MS.local : LOOK_EVERY_MS.aws,
      now: stage.now,
    });
    if (isJson) console.log(JSON.stringify(record, null, 2));
    else tell(renderRecord(record, file));
    return signal.aborted ? exitCode() : codeOf(record);
  } finally {
    dispose();
  }
}

/** Says what a run that writes costs, and asks. */
async function mayWrite(
  stage: string,
  { store, isSlow }: Choices,
  values: OptionValues,
  signal: AbortSignal,
): Promise<boolean> {
  if (store === 'none' || values.yes === true) return true;
  const cost =
    stage === 'local'
      ? 'It makes data stores and drops a file on the local cloud.'
      : costText({ creates: store === 'create', isSlow });
  return askWhether(`${cost} Go on?`, { input: process.stdin, output: process.stdout, signal });
}

/** 0 where all that was run held. */
const codeOf = (record: VerifyRecord): number => {
  const counts = countVerdicts(record);
  return counts.broken + counts['could not tell'] === 0 ? 0 : 1;
};
