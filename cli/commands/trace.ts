import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { inboxKeyOf, stageNote, stageOption, withStage } from '../stage/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';
import { readTrace, renderTrace } from '../trace/index.ts';

export const trace: Command = {
  notes: [stageNote],
  examples: ['s3://inlet-local-inbox/export/Patient.ndjson', 'imp-2716a037237961fd4d056795 --stage dev'],
  operand: { usage: '<s3://bucket/key | importId | exportId | jobId>' },
  options: {
    stage: stageOption,
    json: { type: 'boolean', help: 'one JSON document instead of text; docs/command-line.md describes it' },
  },
  run: (values, subject = '') => withStage(values, (stage) => show(stage, subject, values.json === true)),
};

async function show(stage: StageResources, subject: string, asJson: boolean): Promise<number> {
  const client = new CloudWatchLogsClient(stage.clientSettings);
  try {
    const of = subject.startsWith('s3://') ? { key: inboxKeyOf(subject, stage) } : { id: subject };
    const document = await readTrace(stage, client, subject, of);
    if (asJson) console.log(JSON.stringify(document, null, 2));
    else tell(renderTrace(document));
    return document.found?.as === 'nothing' ? 1 : 0;
  } finally {
    client.destroy();
  }
}
