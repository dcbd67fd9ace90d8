import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act } from '../../api.ts';
import { count, counted } from '../../format.ts';

interface Judged {
  lines: number;
  refused: number;
  issues: { line: number; path: string | null; text: string }[];
}

/** Lines of NDJSON judged as an import would judge them, without importing them. */
export function ValidateLines(): JSX.Element {
  const [text, setText] = useState('');
  const [judged, setJudged] = useState<Judged | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="validating">
      <h2 id="validating">Validate without importing</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act('validate', { text }).then(
            ({ result }) => {
              setTrouble(null);
              setJudged(result as Judged);
            },
            (error: unknown) => {
              setTrouble((error as Error).message);
            },
          );
        }}
      >
        <label>
          FHIR R4 resources, one a line
          <textarea
            rows={5}
            value={text}
            spellcheck={false}
            onInput={(event) => {
              setText(event.currentTarget.value);
            }}
          />
        </label>
        <button type="submit">Validate</button>
      </form>
      <div role="status">
        {trouble !== null && <p class="bad">{trouble}</p>}
        {judged && (
          <>
            <p>
              {counted(judged.lines, 'line')}: {count(judged.lines - judged.refused)} right,{' '}
              {count(judged.refused)} refused.
            </p>
            <ul>
              {judged.issues.map(({ line, path, text: what }, at) => (
                <li key={at}>
                  line {line}: {path !== null && <code>{path}</code>} {what}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
