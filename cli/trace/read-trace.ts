import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { StageResources } from '../stage/index.ts';
import { unknownSubject } from '../stage/index.ts';
import { findObject } from '../../lib/status/index.ts';
import { findLines } from './find-lines.ts';
import { subjectOfId, subjectOfKey } from './find-subject.ts';
import type { SubjectStage } from './find-subject.ts';
import type { TraceDocument } from './trace-document.ts';

/** What is traced: a key of the inbox, or the id of an import, an export or a job. */
export type TraceOf = { key: string } | { id: string };

/**
 * Reads everything that the stage's functions have logged about a file, an import, an export or a job.
 * @throws UsageError for an id that the ledger does not know
 */
export async function readTrace(
  stage: SubjectStage & Pick<StageResources, 'stage'>,
  client: CloudWatchLogsClient,
  subject: string,
  of: TraceOf,
): Promise<TraceDocument> {
  const found = 'key' in of ? await subjectOfKey(stage, of.key) : await subjectOfId(stage, of.id);
  if (!found) throw unknownSubject(subject, stage);
  const lines = await findLines(client, stage.stage, found);
  const isUnknown = 'key' in of && lines.length === 0 && found.eventIds.size + found.importIds.size === 0;
  return {
    kind: 'trace',
    schemaVersion: '1',
    stage: stage.stage,
    subject,
    ids: {
      eventIds: [...found.eventIds],
      importIds: [...found.importIds],
      jobIds: [...found.jobIds],
      exportIds: [...found.exportIds],
      keys: found.files.map(({ key }) => key),
    },
    otherFiles: found.otherFiles,
    found: isUnknown ? await findObject(stage, of.key) : null,
    lines,
  };
}
