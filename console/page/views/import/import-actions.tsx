import type { JSX } from 'preact';
import type { ImportDocument } from '../../../api/index.ts';
import type { Asked } from '../../parts/act.tsx';
import { Act } from '../../parts/act.tsx';

const AGAIN: readonly Asked[] = [
  { member: 'reason', label: 'Why it is done again' },
  {
    member: 'overwrite',
    label: 'even where newer content of its files was imported since',
    isChoice: true,
  },
  {
    member: 'deletedToo',
    label: 'even where some of its files were deleted from the inbox since',
    isChoice: true,
  },
];

/** As `inlet redrive --drop` has it: unless somebody says otherwise, lines that failed by the service's own trouble. */
const REDRIVE: readonly Asked[] = [
  {
    member: 'all',
    label:
      'also lines that were refused because of their content, and will be again; without it, those that failed by the service’s own trouble',
    isChoice: true,
  },
  { member: 'overwrite', label: 'also lines of files whose key has newer content by now', isChoice: true },
];

/** What may be done with an import that has ended. */
export function ImportActions({
  importId,
  summary,
}: {
  importId: string;
  summary: ImportDocument['status']['summary'];
}): JSX.Element {
  return (
    <div class="actions">
      <Act action="again" body={{ importId }} asks={AGAIN}>
        Import again
      </Act>
      {summary && summary.resourcesFailed > 0 && (
        <Act action="redrive" body={{ importId }} asks={REDRIVE}>
          Drop failed lines again
        </Act>
      )}
    </div>
  );
}
