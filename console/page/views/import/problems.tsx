import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FailedLine as Line, LinesDocument, ProblemKind } from '../../../api/index.ts';
import { BASE } from '../../address.ts';
import { read } from '../../api.ts';
import { counted } from '../../format.ts';
import { More } from '../../parts/more.tsx';
import { useSession } from '../../session.ts';
import { FailedLine } from './failed-line.tsx';

/** The digest as bars; each kind opens to its lines. */
export function Problems({
  importId,
  problems,
}: {
  importId: string;
  problems: readonly ProblemKind[] | null;
}): JSX.Element | null {
  const { showsData } = useSession();
  const [open, setOpen] = useState<string | null>(null);
  if (problems === null || problems.length === 0) return null;
  const most = Math.max(...problems.map(({ lines }) => lines));
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">What was wrong</h2>
      {showsData && (
        <p>
          <a href={`${BASE}api/v1/imports/${encodeURIComponent(importId)}/failed.ndjson`} download>
            Failed lines as NDJSON
          </a>
        </p>
      )}
      <ul class="kinds">
        {problems.map(({ id, path, text, rule, lines }) => (
          <li key={id}>
            <button
              type="button"
              aria-expanded={open === id}
              onClick={() => {
                setOpen(open === id ? null : id);
              }}
            >
              <meter min={0} max={most} value={lines} aria-label={`${counted(lines, 'line')} of this kind`} />
              <span>{counted(lines, 'line')}</span>
              <span>
                {path !== null && <code>{path}</code>} {text}
                {rule !== null && <span class="faint"> {rule}</span>}
              </span>
            </button>
            {open === id && <Lines importId={importId} kind={id} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lines({ importId, kind }: { importId: string; kind: string }): JSX.Element {
  const [lines, setLines] = useState<Line[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const load = async (nextToken: string | null): Promise<void> => {
    const query = new URLSearchParams({ kind, ...(nextToken !== null && { nextToken }) });
    const page = await read<LinesDocument>(
      `imports/${encodeURIComponent(importId)}/lines?${query.toString()}`,
    );
    setLines((before) => [...(nextToken === null ? [] : (before ?? [])), ...page.lines]);
    setNext(page.nextToken);
  };
  useEffect(() => {
    load(null).catch((error: unknown) => {
      setTrouble((error as Error).message);
    });
  }, [importId, kind]);
  if (trouble !== null) return <p class="bad">{trouble}</p>;
  if (lines === null) return <p class="faint">loading ...</p>;
  return (
    <>
      <ol class="lines">
        {lines.map((line, at) => (
          <li key={at}>
            <FailedLine importId={importId} line={line} />
          </li>
        ))}
      </ol>
      {next !== null && <More load={() => load(next)}>More</More>}
    </>
  );
}
