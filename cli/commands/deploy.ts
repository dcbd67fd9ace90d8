import { exitOnSignals } from '../local/index.ts';
import { stageOption } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { deployService } from '../../tools/build/index.ts';

export const deploy: Command = {
  options: {
    stage: { ...stageOption, help: 'the stage, which has its config/<stage>.json in this folder' },
    param: {
      type: 'string',
      multiple: true,
      placeholder: '<name=value>',
      help: 'a parameter of the stack (docs/parameters.md); may be repeated',
    },
    region: { type: 'string', placeholder: '<region>', help: 'where to (default us-east-1)' },
    force: { type: 'boolean', help: 'also where nothing has changed here since the last deployment' },
  },
  notes: [
    'It creates a data store, which AWS bills by the hour, or takes one over: --param existingDatastoreId=<32 hex characters>.',
    'It needs the credentials of an AWS account in the environment, and osls: npm install --save-dev osls@4.3.1.',
  ],
  judge: ({ stage }) =>
    stage === undefined ? '--stage says which: each has its config/<stage>.json' : undefined,
  async run({ stage, param, region, force }) {
    exitOnSignals();
    return deployService({
      stage: String(stage),
      params: (param ?? []) as string[],
      ...(typeof region === 'string' && { region }),
      force: force === true,
    });
  },
};
