import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act } from '../../api.ts';

/** Mints a bearer token of the local issuer, and explains what the identity provider makes of one. */
export function Tokens(): JSX.Element {
  const [scope, setScope] = useState('system/*.rs');
  const [patient, setPatient] = useState('');
  const [token, setToken] = useState('');
  const [said, setSaid] = useState<{ text: string; isBad: boolean } | null>(null);
  const ask = (action: string, body: object, show: (result: unknown) => void): void => {
    act(action, body).then(
      ({ text, result }) => {
        setSaid({ text, isBad: false });
        show(result);
      },
      (error: unknown) => {
        setSaid({ text: (error as Error).message, isBad: true });
      },
    );
  };
  return (
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          ask('mint', { scope, ...(patient && { patient }) }, (result) => {
            setToken(String((result as { token?: unknown }).token));
          });
        }}
      >
        <label>
          Scopes
          <input
            value={scope}
            required
            onInput={(event) => {
              setScope(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Patient, for scopes of one
          <input
            value={patient}
            onInput={(event) => {
              setPatient(event.currentTarget.value.trim());
            }}
          />
        </label>
        <button type="submit">Mint</button>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask('explain', { token }, () => undefined);
        }}
      >
        <label>
          Token
          <textarea
            rows={3}
            required
            value={token}
            spellcheck={false}
            onInput={(event) => {
              setToken(event.currentTarget.value);
            }}
          />
        </label>
        <button type="submit">Explain</button>
      </form>
      <div role="status">{said && <pre class={said.isBad ? 'bad' : undefined}>{said.text}</pre>}</div>
    </section>
  );
}
