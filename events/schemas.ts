import dataStoreStatusChanged from './data-store-status-changed.schema.json' with { type: 'json' };
import dataStoreTagsDrifted from './data-store-tags-drifted.schema.json' with { type: 'json' };
import dropIncomplete from './drop-incomplete.schema.json' with { type: 'json' };
import exportFileReady from './export-file-ready.schema.json' with { type: 'json' };
import exportHeld from './export-held.schema.json' with { type: 'json' };
import exportJobOverdue from './export-job-overdue.schema.json' with { type: 'json' };
import exportJobStatusChanged from './export-job-status-changed.schema.json' with { type: 'json' };
import exportRequested from './export-requested.schema.json' with { type: 'json' };
import exportStartFailed from './export-start-failed.schema.json' with { type: 'json' };
import healthLakeActionCompleted from './healthlake-action-completed.schema.json' with { type: 'json' };
import healthLakeActionFailed from './healthlake-action-failed.schema.json' with { type: 'json' };
import healthLakeActionRequested from './healthlake-action-requested.schema.json' with { type: 'json' };
import importFileRejected from './import-file-rejected.schema.json' with { type: 'json' };
import importFileWithdrawn from './import-file-withdrawn.schema.json' with { type: 'json' };
import importJobOverdue from './import-job-overdue.schema.json' with { type: 'json' };
import importJobProgress from './import-job-progress.schema.json' with { type: 'json' };
import importJobStatusChanged from './import-job-status-changed.schema.json' with { type: 'json' };
import importResultsSummarized from './import-results-summarized.schema.json' with { type: 'json' };
import importStartFailed from './import-start-failed.schema.json' with { type: 'json' };
import routeTagRefused from './route-tag-refused.schema.json' with { type: 'json' };

/** A member of an event's detail, as far as the documentation reads it. */
export interface MemberSchema {
  description: string;
  type?: string | string[];
  format?: string;
  const?: string;
  examples?: string[];
  enum?: string[];
  /** The codes of a member that has a list of them: closed to others in the form that Inlet keeps, open in the published one. */
  oneOf?: { const: string; description: string }[];
  anyOf?: { const?: string; type?: string; description: string }[];
  properties?: Record<string, MemberSchema>;
  /** Of a list. */
  items?: { type?: string | string[]; properties?: Record<string, MemberSchema> };
}

/** The JSON Schema (2020-12) of an event's `detail`. Its title is the event's `detail-type`. */
export interface EventSchema extends MemberSchema {
  $id: string;
  title: string;
  required: string[];
  properties: Record<string, MemberSchema>;
}

/** Every event that Inlet emits. Not imported by handlers: they need the types and builders only. */
export const eventSchemas: readonly EventSchema[] = [
  importJobStatusChanged,
  importResultsSummarized,
  importFileRejected,
  importFileWithdrawn,
  importStartFailed,
  importJobOverdue,
  importJobProgress,
  dropIncomplete,
  healthLakeActionCompleted,
  healthLakeActionFailed,
  dataStoreStatusChanged,
  dataStoreTagsDrifted,
  routeTagRefused,
  exportJobStatusChanged,
  exportJobOverdue,
  exportHeld,
  exportStartFailed,
  exportFileReady,
];

/** Every event that Inlet takes from its bus: others put it there. */
export const acceptedEventSchemas: readonly EventSchema[] = [exportRequested, healthLakeActionRequested];

/** File name without extension of an event's schema and example: its detail-type in kebab-case. */
export function eventFileName(detailType: string): string {
  return detailType.toLowerCase().replaceAll(' ', '-');
}
