import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { act, CONFIRMED_STAGE } from '../api.ts';
import { useSession } from '../session.ts';

/** Asked for once a session: an action on a deployed stage is meant for that stage. */
const isConfirmed = (stage: string): boolean => sessionStorage.getItem(CONFIRMED_STAGE) === stage;

/** A member of an action's body that the person gives: a text, or yes and no. */
export interface Asked {
  member: string;
  label: string;
  /** What a text begins with; a choice is a box to tick, and not ticked at first. */
  given?: string;
  isChoice?: true;
  /** Texts are, unless it is said otherwise. */
  isNeeded?: boolean;
}

/**
 * A button that does an action and says what came of it. What must be given first (a reason, the stage's name) is asked
 * for in a dialog; where nothing may be done here, it says how it could.
 */
export function Act({
  action,
  body,
  children,
  asks = [],
  about,
  onDone,
}: {
  action: string;
  body: Record<string, unknown> | ((given: Record<string, string | boolean>) => Record<string, unknown>);
  children: ComponentChildren;
  asks?: readonly Asked[];
  /** What is acted on, for those who hear a button without what stands beside it. */
  about?: string;
  onDone?: (result: unknown) => void;
}): JSX.Element {
  const { mayAct, isLocal, stage } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const asksStage = !isLocal && !isConfirmed(stage);

  const run = async (given: Record<string, string | boolean>): Promise<void> => {
    setBusy(true);
    try {
      const { text, result } = await act(
        action,
        typeof body === 'function' ? body(given) : { ...body, ...given },
      );
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
        disabled={!mayAct}
        aria-disabled={isBusy}
        aria-describedby={id}
        onClick={() => {
          if (isBusy) return;
          if (asks.length > 0 || asksStage) dialog.current?.showModal();
          else void run({});
        }}
      >
        {children}
        {about !== undefined && <span class="unseen"> {about}</span>}
      </button>
      <span id={id} role="status" class={said?.isBad ? 'said bad' : 'said faint'}>
        {mayAct ? said?.text : 'inlet console --allow-actions lets it'}
      </span>
      {(asks.length > 0 || asksStage) && (
        <dialog ref={dialog} aria-label={about === undefined ? action : `${action} ${about}`}>
          <form
            method="dialog"
            onSubmit={(event) => {
              const form = new FormData(event.currentTarget);
              if (asksStage) sessionStorage.setItem(CONFIRMED_STAGE, stage);
              void run(Object.fromEntries(asks.map((one) => [one.member, givenIn(form, one)])));
            }}
          >
            {asks.map((one) => (
              <Field key={one.member} {...one} />
            ))}
            {asksStage && (
              <label>
                The stage's name, since this changes it
                <input name="stage" required pattern={stage} autoComplete="off" />
              </label>
            )}
            <span class="actions">
              <button type="submit">{children}</button>
              <button type="button" onClick={() => dialog.current?.close()}>
                Leave it
              </button>
            </span>
          </form>
        </dialog>
      )}
    </span>
  );
}

function Field({ member, label, given, isChoice, isNeeded = true }: Asked): JSX.Element {
  return isChoice ? (
    <label class="choice">
      <input type="checkbox" name={member} /> {label}
    </label>
  ) : (
    <label>
      {label}
      <input name={member} required={isNeeded} maxLength={10_000} defaultValue={given ?? ''} />
    </label>
  );
}

function givenIn(form: FormData, { member, isChoice }: Asked): string | boolean {
  if (isChoice) return form.has(member);
  const given = form.get(member);
  return typeof given === 'string' ? given : '';
}
