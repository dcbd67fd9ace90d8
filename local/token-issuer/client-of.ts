import type { IncomingMessage } from 'node:http';
import { OAuthError, parameterOf } from './oauth-error.ts';
import type { AssertionParts } from './client-assertion.ts';
import { clientOfAssertion } from './client-assertion.ts';
import type { RegisteredApp } from './smart-app.ts';
import { isSame } from './smart-app.ts';

/** Who asks for a token. */
export interface Client {
  /** Absent for one that says neither id nor secret. */
  clientId?: string;
  /** Absent for one that is not registered. */
  app?: RegisteredApp;
}

/**
 * Who asks: by its id alone, by id and secret in the form or by HTTP Basic (RFC 6749, chapter 2.3.1), or by an assertion that it has signed. Who is
 * registered with a secret or with keys must say or use them, who is registered without has none.
 * @throws OAuthError invalid_client, invalid_request
 */
export async function clientOf(
  { headers: { authorization } }: IncomingMessage,
  form: URLSearchParams,
  parts: AssertionParts,
): Promise<Client> {
  const basic = authorization === undefined ? undefined : basicOf(authorization);
  const inForm = { id: parameterOf(form, 'client_id'), secret: parameterOf(form, 'client_secret') };
  const assertion = parameterOf(form, 'client_assertion');
  if ([basic, inForm.secret, assertion].filter((each) => each !== undefined).length > 1)
    throw new OAuthError('invalid_request', 'The client says in more than one way who it is.');
  if (assertion !== undefined) {
    const type = parameterOf(form, 'client_assertion_type');
    const app = await clientOfAssertion(parts, { assertion, type });
    if (inForm.id !== undefined && inForm.id !== app.clientId) throw notOneId();
    return { clientId: app.clientId, app };
  }
  const { id: clientId, secret } = basic ?? inForm;
  if (clientId === undefined && !basic && secret === undefined) return {};
  if (clientId === undefined || (basic && inForm.id !== undefined && inForm.id !== clientId))
    throw notOneId();
  const app = parts.apps.get(clientId);
  if (!app) return { clientId };
  const { clientSecret, keys } = app;
  if (keys !== undefined)
    throw new OAuthError(
      'invalid_client',
      'The client is registered with keys: it must send a client_assertion.',
    );
  const isWho = clientSecret === undefined ? secret === undefined : isSame(clientSecret, secret ?? '');
  if (!isWho) throw new OAuthError('invalid_client', 'The client is not who it says it is.');
  return { clientId, app };
}

const notOneId = (): OAuthError =>
  new OAuthError('invalid_client', 'The client must say its client_id, and only one.');

/** Both are form-encoded before they are joined (RFC 6749, chapter 2.3.1). */
function basicOf(authorization: string): { id: string | undefined; secret: string | undefined } {
  const [, encoded] = /^Basic\s+([\w+/=-]+)$/i.exec(authorization) ?? [];
  const [, id = '', secret = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  const decoded = (text: string): string | undefined => {
    try {
      return text === '' ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      throw new OAuthError('invalid_client', 'The client is not rightly encoded in Authorization.');
    }
  };
  return { id: decoded(id), secret: decoded(secret) };
}
