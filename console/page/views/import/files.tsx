import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FileFate, FilesDocument, ImportFile } from '../../../api/index.ts';
import { read } from '../../api.ts';
import { count, counted } from '../../format.ts';
import { Table } from '../../parts/table.tsx';

const FATES: Readonly<Record<FileFate, string>> = {
  waiting: 'waits for its job',
  importing: 'is being imported',
  imported: 'imported',
  'imported-with-errors': 'imported but for the failed lines',
  'import-failed': 'failed',
  'not-read': 'was not read: no results name it',
  'also-read': 'was read though it was not planned',
  'not-summarized': 'its results are not summarized yet',
};

/** All files of an import, page by page, once somebody opens them; read anew when the import has become something else. */
export function Files({
  importId,
  total,
  isOpen,
  became,
}: {
  importId: string;
  total: number;
  isOpen: boolean;
  /** The import's own state, by which the fates of its files change. */
  became: string;
}): JSX.Element {
  const [files, setFiles] = useState<ImportFile[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const load = async (nextToken: string | null): Promise<void> => {
    const query = nextToken === null ? '' : `?${new URLSearchParams({ nextToken }).toString()}`;
    try {
      const page = await read<FilesDocument>(`imports/${encodeURIComponent(importId)}/files${query}`);
      setFiles([...(nextToken === null ? [] : (files ?? [])), ...(page.files ?? [])]);
      setNext(page.nextToken);
      setSaid(page.files ? null : { text: 'Its list of files is not kept any more.', isBad: false });
    } catch (error) {
      setSaid({ text: (error as Error).message, isBad: true });
    }
  };
  useEffect(() => {
    if (files !== null) void load(null);
  }, [became]);
  return (
    <details
      class="files"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && files === null) void load(null);
      }}
    >
      <summary>{total === 1 ? 'Its file' : `All ${counted(total, 'file')}`}</summary>
      {said && (
        <p role="status" class={said.isBad ? 'bad' : 'faint'}>
          {said.text}
        </p>
      )}
      {files === null && !said && <p class="faint">loading ...</p>}
      {files && files.length > 0 && (
        <Table
          caption="All files"
          columns={[
            { name: 'File', cell: ({ key }) => key },
            { name: 'What became of it', cell: ({ fate }) => FATES[fate] },
            { name: 'Lines', cell: ({ lines }) => count(lines), isNumber: true },
            { name: 'Imported', cell: ({ imported }) => count(imported), isNumber: true },
            { name: 'Failed', cell: ({ failed }) => count(failed), isNumber: true },
          ]}
          rows={files}
          keyOf={({ key, versionId }) => `${key} ${versionId ?? ''}`}
          empty=""
        />
      )}
      {files && files.length > 0 && (
        <p class="actions">
          {next !== null && (
            <button type="button" onClick={() => void load(next)}>
              More files
            </button>
          )}
          {isOpen && (
            <button type="button" onClick={() => void load(null)}>
              Look again
            </button>
          )}
        </p>
      )}
    </details>
  );
}
