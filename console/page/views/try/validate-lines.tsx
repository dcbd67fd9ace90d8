import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sendFile } from '../../api.ts';
import type { JudgedFile } from './verdicts.tsx';
import { Verdicts } from './verdicts.tsx';

/** Lines of NDJSON judged as an import would judge them, without importing them. */
export function ValidateLines(): JSX.Element {
  const [text, setText] = useState('');
  const [judged, setJudged] = useState<JudgedFile[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="validating">
      <h2 id="validating">Validate without importing</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sendFile('judge', 'lines.ndjson', new Blob([text])).then(
            ({ result }) => {
              setTrouble(null);
              setJudged([{ path: '', ...(result as Omit<JudgedFile, 'path'>) }]);
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
            required
            value={text}
            spellcheck={false}
            onInput={(event) => {
              setText(event.currentTarget.value);
            }}
          />
        </label>
        <button type="submit">Validate</button>
      </form>
      {trouble !== null && (
        <p class="bad" role="alert">
          {trouble}
        </p>
      )}
      <Verdicts files={judged} />
    </section>
  );
}
