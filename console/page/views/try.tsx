import type { JSX } from 'preact';
import type { TryDocument } from '../../api/index.ts';
import { useFollowed } from '../use-followed.ts';
import { Act } from '../parts/act.tsx';
import { Time } from '../parts/time.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';
import { Faults } from './try/faults.tsx';
import { DropFiles } from './try/drop-files.tsx';
import { Tokens } from './try/tokens.tsx';
import { ValidateLines } from './try/validate-lines.tsx';

/** What may be tried with a local cloud: drop, validate, tokens, its clock and its faults. */
export function TryView(): JSX.Element {
  const followed = useFollowed<TryDocument>('try');
  return (
    <ViewFrame title="Try" followed={followed}>
      {({ clock, faults }) => (
        <>
          <DropFiles />
          <ValidateLines />
          <Tokens />
          <section class="card" aria-labelledby="clock">
            <h2 id="clock">Clock</h2>
            <p>
              <Time iso={clock.now} />
            </p>
            <p class="actions">
              {STEPS.map(([name, seconds]) => (
                <Act key={name} action="clock" body={{ advanceSeconds: seconds }}>
                  {name}
                </Act>
              ))}
            </p>
          </section>
          <section class="card" aria-labelledby="faults">
            <h2 id="faults">Faults</h2>
            <Faults faults={faults} />
          </section>
        </>
      )}
    </ViewFrame>
  );
}

const STEPS: readonly [name: string, seconds: number][] = [
  ['+1 minute', 60],
  ['+1 hour', 3600],
  ['+1 day', 86_400],
];
