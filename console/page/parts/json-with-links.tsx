import type { JSX } from 'preact';

/** Literal references to resources of the same data store (R4, "References": `Type/id`, with or without a version). */
const REFERENCE = /^[A-Z][A-Za-z]{2,40}\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

const LINE = /^(\s*)("(?:[^"\\]|\\.)*": )?(.*?)(,?)$/;

/** JSON, pretty-printed, in which references lead to what they name. Everything is text: narratives are never HTML. */
export function JsonWithLinks({
  value,
  onReference,
}: {
  value: unknown;
  onReference: (reference: string) => void;
}): JSX.Element {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return (
    <pre class="json">
      {lines.map((line, at) => {
        const [, indent = '', name = '', text = '', comma = ''] = LINE.exec(line) ?? [];
        const reference = name === '"reference": ' ? text.slice(1, -1) : '';
        return (
          <span key={at}>
            {indent}
            <span class="name">{name}</span>
            {REFERENCE.test(reference) ? (
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  onReference(reference);
                }}
              >
                {text}
              </button>
            ) : (
              text
            )}
            {comma}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}
