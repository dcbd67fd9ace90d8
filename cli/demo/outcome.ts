import type { ImportFileRejected, ImportJobStatusChanged } from '../../events/index.ts';
import type { LocalCloud } from '../../local/boot/index.ts';
import type { FileResult } from './read-results.ts';
import { readResults } from './read-results.ts';
import type { SampleFile } from '../../tools/sample-population/index.ts';

/** The events that the demo's table is made of. */
export interface Seen {
  ended: ImportJobStatusChanged[];
  rejected: ImportFileRejected[];
}

/** Collects those events from now on. */
export function collect(cloud: LocalCloud): Seen {
  const seen: Seen = { ended: [], rejected: [] };
  cloud.onEvent(({ 'detail-type': type, detail }) => {
    if (type === 'Import File Rejected') seen.rejected.push(detail as unknown as ImportFileRejected);
    if (type !== 'Import Job Status Changed') return;
    const change = detail as unknown as ImportJobStatusChanged;
    if (change.endTime !== null) seen.ended.push(change);
  });
  return seen;
}

/** The results of all jobs, by the name that each file was dropped under. */
export async function resultsOf(
  cloud: LocalCloud,
  ended: readonly ImportJobStatusChanged[],
): Promise<Map<string, FileResult>> {
  const all = new Map<string, FileResult>();
  for (const { outputS3Uri } of ended) {
    if (outputS3Uri === null) continue;
    for (const [name, result] of await readResults(cloud.url, outputS3Uri))
      all.set(droppedName(name), result);
  }
  return all;
}

/** A copy's name begins with its line in the plan (lib/starts/stage-input.ts). */
const droppedName = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/^\d{7}-/, '');

export function rowOf(
  name: string,
  lines: number,
  results: Map<string, FileResult>,
  rejected: readonly ImportFileRejected[],
): (string | number)[] {
  const rejection = rejected.find(({ key }) => key.endsWith(`/${name}`));
  if (rejection) return [name, lines, 0, 0, `rejected: ${rejection.advice}`];
  const { imported = 0, failed = 0, why = [] } = results.get(name) ?? {};
  return [
    name,
    lines,
    imported,
    failed,
    why.map(({ line, diagnostics }) => `line ${line}: ${diagnostics}`).join('; '),
  ];
}

export function isAsExpected(
  name: string,
  expected: SampleFile['expected'],
  results: Map<string, FileResult>,
  rejected: readonly ImportFileRejected[],
): boolean {
  const rejection = rejected.find(({ key }) => key.endsWith(`/${name}`));
  const { imported = 0, failed = 0 } = results.get(name) ?? {};
  return (
    (rejection?.reason ?? null) === expected.rejected &&
    imported === expected.imported &&
    failed === expected.failed
  );
}
