import type { JSX } from 'preact';
import type { JudgedLines } from '../../../api/index.ts';
import { count, counted } from '../../format.ts';

/** A file, and what an import would make of its lines. */
export interface JudgedFile extends JudgedLines {
  path: string;
}

/** What an import would make of files: counts, and what is wrong with lines. */
export function Verdicts({ files }: { files: readonly JudgedFile[] }): JSX.Element {
  return (
    <div role="status">
      {files.map(({ path, lines, refused, issues }) => (
        <section key={path} aria-label={path || 'Verdict'}>
          <p>
            {path && <strong>{path}: </strong>}
            {counted(lines, 'line')}: {count(lines - refused)} right,{' '}
            <span class={refused > 0 ? 'bad' : undefined}>{count(refused)} refused</span>.
          </p>
          <ul>
            {issues.map(({ line, path: element, text }, at) => (
              <li key={at}>
                line {line}: {element !== null && <code>{element}</code>} {text}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
