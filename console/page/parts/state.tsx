import type { JSX } from 'preact';
import { Fragment } from 'preact';

/** How a state is meant: a sign stands beside the colour, which alone would say nothing to some. */
const MEANT: readonly [pattern: RegExp, meant: string, sign: string][] = [
  [/FAIL|ERROR|CANCEL|DELETED|ABANDONED/, 'bad', '✕'],
  [/^(COMPLETED|ACTIVE)$/, 'good', '✓'],
  [/./, 'going', '•'],
];

/** A state of an import, a job or a data store, in the service's own word. */
export function State({ name }: { name: string | null }): JSX.Element {
  const text = name ?? 'not seen yet';
  const [, meant = '', sign = ''] = MEANT.find(([pattern]) => pattern.test(text)) ?? [];
  return (
    <span class={`state ${meant}`}>
      <span aria-hidden="true">{sign} </span>
      {text.split('_').map((word, at) => (
        // A narrow window breaks it between two words.
        <Fragment key={word}>
          {at > 0 && '_'}
          {at > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </span>
  );
}
