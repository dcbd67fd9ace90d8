import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FailedLine as Line } from '../../../api/index.ts';
import { act } from '../../api.ts';
import { placeInLine } from '../../place-in-line.ts';
import { useSession } from '../../session.ts';

/** A failed line: where it is, what is wrong with it, and where data is shown the line itself with the place marked. */
export function FailedLine({ importId, line }: { importId: string; line: Line }): JSX.Element {
  const { isLocal, mayAct } = useSession();
  const { key, line: number, path, text, rule, resource, place } = line;
  return (
    <>
      <strong>
        {key}:{number ?? '?'}
      </strong>{' '}
      {path !== null && <code>{path}</code>} {text} {rule !== null && <span class="faint">{rule}</span>}
      {resource !== null && <Marked text={resource} place={place} />}
      {resource !== null && isLocal && mayAct && <Mend importId={importId} resource={resource} />}
    </>
  );
}

function Marked({ text, place }: { text: string; place: string | null }): JSX.Element {
  const span = place === null ? undefined : placeInLine(text, place);
  if (!span) return <pre>{text}</pre>;
  return (
    <pre>
      {text.slice(0, span[0])}
      <mark>{text.slice(...span)}</mark>
      {text.slice(span[1])}
    </pre>
  );
}

const focus = (area: HTMLTextAreaElement | null): void => {
  area?.focus();
};

/** Lets a person mend the line, and drops it again when it would be imported. */
function Mend({ importId, resource }: { importId: string; resource: string }): JSX.Element {
  const [line, setLine] = useState<string | null>(null);
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  return (
    <>
      {line === null ? (
        <button
          type="button"
          onClick={() => {
            setLine(resource);
            setSaid(null);
          }}
        >
          Mend and drop again
        </button>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            act('mend', { importId, line }).then(
              ({ text }) => {
                setSaid({ text, isBad: false });
                setLine(null);
              },
              (error: unknown) => {
                setSaid({ text: (error as Error).message, isBad: true });
              },
            );
          }}
        >
          <label>
            The line as it should be
            <textarea
              rows={4}
              value={line}
              spellcheck={false}
              ref={focus}
              onInput={(event) => {
                setLine(event.currentTarget.value);
              }}
            />
          </label>
          <span class="actions">
            <button type="submit">Drop the mended line</button>
            <button
              type="button"
              onClick={() => {
                setLine(null);
              }}
            >
              Leave it
            </button>
          </span>
        </form>
      )}
      <p role="status" class={said?.isBad ? 'said bad' : 'said'}>
        {said?.text}
      </p>
    </>
  );
}
