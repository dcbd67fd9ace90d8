import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { act, CONFIRMED_STAGE } from '../api.ts';
import { useSession } from '../session.ts';

/** Asked for once a session: an action on a deployed stage is meant for that stage. */
const isConfirmed = (stage: string): boolean => sessionStorage.getItem(CONFIRMED_STAGE) === stage;

/**
 * A button that does an action and says what came of it. What must be given first (a reason, the stage's name) is asked
 * for in a dialog; where nothing may be done here, it says how it could.
 */
export function Act({
  action,
  body,
  children,
  asks,
  onDone,
}: {
  action: string;
  body: Record<string, unknown>;
  children: ComponentChildren;
  /** The name of a member of the body that the person writes, and what it is. */
  asks?: { member: string; label: string };
  onDone?: (result: unknown) => void;
}): JSX.Element {
  const { mayAct, isLocal, stage } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const asksStage = !isLocal && !isConfirmed(stage);

  const run = async (given: Record<string, string>): Promise<void> => {
    setBusy(true);
    try {
      const { text, result } = await act(action, { ...body, ...given });
      setSaid({ text, isBad: false });
      onDone?.(result);
    } catch (error) {
      setSaid({ text: (error as Error).message, isBad: true });
    } finally {
      setBusy(false);
    }
  };

  return (
    <span class="act">
      <button
        type="button"
        disabled={!mayAct || isBusy}
        aria-describedby={id}
        onClick={() => {
          if (asks || asksStage) dialog.current?.showModal();
          else void run({});
        }}
      >
        {children}
      </button>
      <span id={id} role="status" class={said?.isBad ? 'bad' : 'faint'}>
        {mayAct ? said?.text : 'inlet console --allow-actions lets it'}
      </span>
      <dialog ref={dialog} aria-label={action}>
        <form
          method="dialog"
          onSubmit={(event) => {
            const form = new FormData(event.currentTarget);
            if (asksStage) sessionStorage.setItem(CONFIRMED_STAGE, stage);
            void run(asks ? { [asks.member]: givenIn(form) } : {});
          }}
        >
          {asks && (
            <label>
              {asks.label}
              <input name="given" required maxLength={1000} />
            </label>
          )}
          {asksStage && (
            <label>
              The stage's name, since this changes it
              <input name="stage" required pattern={stage} autoComplete="off" />
            </label>
          )}
          <button type="submit">{children}</button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
        </form>
      </dialog>
    </span>
  );
}

const givenIn = (form: FormData): string => {
  const given = form.get('given');
  return typeof given === 'string' ? given : '';
};
