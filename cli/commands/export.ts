import { randomUUID } from 'node:crypto';
import { requestExport } from '../../lib/exports/index.ts';
import { UsageError, typedInlet } from '../../errors/index.ts';
import type { StageResources } from '../stage/index.ts';
import { stageNote, stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { didYouMean, facts, tell } from '../terminal/index.ts';
import { showStatus } from './status.ts';

export const exportCommand: Command = {
  operand: { usage: '<name>' },
  options: {
    stage: stageOption,
    watch: {
      type: 'boolean',
      help: 'show how far it is until it has ended; exit code 0 where it COMPLETED, 130 after Ctrl-C (it goes on)',
    },
    json: {
      type: 'boolean',
      help: 'one JSON document, as inlet status <exportId> has it; docs/command-line.md describes it',
    },
    timeout: {
      type: 'string',
      placeholder: '<seconds>',
      number: { from: 1, to: 604_800 },
      needs: 'watch',
      help: 'with --watch: end with exit code 1 when it has not ended after that long (it goes on)',
    },
  },
  notes: [
    'Exports are those of config/<stage>.json. run-exports starts it within a minute, or when no other export of the data store is open.',
    stageNote,
  ],
  examples: ['everything --watch'],
  run: (values, name) =>
    withStage(values, async (stage) => {
      const exportName = knownName(stage, name ?? '');
      const request = { exportName, cause: 'command', requestId: randomUUID(), dueAt: stage.now() } as const;
      const { exportId } = await requestExport(stage.ledger, request, stage.now());
      if (values.watch === true || values.json === true) return showStatus(stage, exportId, values, 'export');
      tell([
        `${exportName} is asked for: it starts within a minute, unless another export of its data store is open.`,
        ...facts([
          ['export', exportId],
          ['next', typedInlet(stage.stage)`status ${exportId} --watch`],
        ]),
      ]);
      return 0;
    }),
};

/** @throws UsageError where the stage has no export of this name */
function knownName({ stage, exports, unresolvedExports }: StageResources, name: string): string {
  const known = [...exports.map((one) => one.name), ...unresolvedExports.keys()];
  if (known.includes(name)) return name;
  const said =
    known.length === 0
      ? `config/${stage}.json has no exports; docs/exports.md says how to add one`
      : `config/${stage}.json has no export "${name}"${didYouMean(name, known)}; it has ${known.join(', ')}`;
  throw new UsageError(said, { actual: name, expected: known });
}
