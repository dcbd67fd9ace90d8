import type { JSX } from 'preact';
import type { ImportDocument } from '../../api/index.ts';
import { useFollowed } from '../use-followed.ts';
import { bytes, count, counted } from '../format.ts';
import { EventList } from '../parts/event-list.tsx';
import { Link } from '../parts/link.tsx';
import { Progress, shareOf } from '../parts/progress.tsx';
import { State } from '../parts/state.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';
import { Files } from './import/files.tsx';
import { ImportActions } from './import/import-actions.tsx';
import { SavePage } from './import/save-page.tsx';
import { Problems } from './import/problems.tsx';

/** One import: its files, its job, what failed and why, and its events. */
export function ImportView({ importId }: { importId: string }): JSX.Element {
  const followed = useFollowed<ImportDocument>(`imports/${encodeURIComponent(importId)}`);
  return (
    <>
      <Link to={{ view: 'imports' }}>All imports</Link>
      <ViewFrame title={importId} followed={followed}>
        {(document) => (
          <>
            <Facts document={document} />
            <Problems importId={importId} problems={document.problems} />
            <FailedFiles status={document.status} />
            <Files
              importId={importId}
              total={document.status.import.files}
              isOpen={document.status.import.isOpen}
              became={`${document.status.import.state} ${document.status.summary ? 'summarized' : ''}`}
            />
            <h2>Events</h2>
            {document.eventsFromLedger && (
              <p class="faint">From the ledger's transitions: the bus itself keeps none.</p>
            )}
            <EventList events={document.events} empty="No event has left yet." isOfOneImport />
          </>
        )}
      </ViewFrame>
    </>
  );
}

function Facts({ document: { status, pace } }: { document: ImportDocument }): JSX.Element {
  const {
    importId,
    state,
    isOpen,
    route,
    drop,
    files,
    bytes: size,
    attempt,
    plannedAt,
    because,
  } = status.import;
  const { job, summary } = status;
  return (
    <>
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <State name={state} /> {because}
        </dd>
        <dt>Drop</dt>
        <dd>
          {drop ?? 'loose files'} of route {route}: {counted(files, 'file')}, {bytes(size)}
        </dd>
        <dt>Planned</dt>
        <dd>
          <Time iso={plannedAt} /> {attempt > 1 && `attempt ${attempt}`}
        </dd>
        <dt>Job</dt>
        <dd>
          {job ? (
            <>
              {job.jobId} <State name={job.status} /> in data store {job.datastoreId}
              {job.message !== null && <p>{job.message}</p>}
            </>
          ) : (
            'none yet'
          )}
        </dd>
        {job?.progress && isOpen && (
          <>
            <dt>Progress</dt>
            <dd>
              <Progress
                label="Progress of the job"
                done={{
                  lines: job.progress.resourcesScanned,
                  share: shareOf(job.progress.megabytesScanned, size),
                }}
                failed={job.progress.resourcesWithErrors}
                pace={pace}
              />
            </dd>
          </>
        )}
        {summary && (
          <>
            <dt>Files</dt>
            <dd>
              {counted(files, 'file')} = {count(files - summary.filesFailed)} imported in full +{' '}
              {count(summary.filesFailed)} with failures
            </dd>
            <dt>Lines</dt>
            <dd>
              {counted(summary.resourcesScanned, 'line')} = {count(summary.resourcesImported)} imported +{' '}
              {count(summary.resourcesFailed)} failed{' '}
              {!summary.complete && <span class="bad">; the results do not account for all of them</span>}
            </dd>
          </>
        )}
      </dl>
      <p class="next">
        <Sentence text={status.nextStep} />
      </p>
      <SavePage importId={importId} />
      {!isOpen && <ImportActions importId={importId} summary={summary} />}
    </>
  );
}

function FailedFiles({ status }: { status: ImportDocument['status'] }): JSX.Element | null {
  const { filesWithFailures, truncated } = status.results;
  if (!filesWithFailures || filesWithFailures.length === 0) return null;
  return (
    <section>
      <h2>Files with failed lines</h2>
      <Table
        caption="Files with failed lines"
        columns={[
          { name: 'File', cell: ({ key }) => key },
          { name: 'Lines', cell: ({ lines }) => count(lines), isNumber: true },
          { name: 'Imported', cell: ({ imported }) => count(imported), isNumber: true },
          { name: 'Failed', cell: ({ failed }) => count(failed), isNumber: true },
        ]}
        rows={filesWithFailures}
        keyOf={({ key, versionId }) => `${key} ${versionId ?? ''}`}
        empty=""
      />
      {truncated && <p class="faint">There are more; inlet-files.ndjson beside the results lists all.</p>}
    </section>
  );
}
