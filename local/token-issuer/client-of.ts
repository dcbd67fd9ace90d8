import type { IncomingMessage } from 'node:http';
import { OAuthError, parameterOf } from './oauth-error.ts';
import type { SmartApp } from './smart-app.ts';
import { isSame } from './smart-app.ts';

/** Who asks for a token. */
export interface Client {
  /** Absent for one that says neither id nor secret. */
  clientId?: string;
  /** Absent for one that is not registered. */
  app?: SmartApp;
}

/**
 * Who asks: by its id alone, or by id and secret in the form or by HTTP Basic (RFC 6749, chapter 2.3.1). Who is registered
 * with a secret must say it, who is registered without has none.
 * @throws OAuthError invalid_client, invalid_request
 */
export function clientOf(
  { headers: { authorization } }: IncomingMessage,
  form: URLSearchParams,
  apps: ReadonlyMap<string, SmartApp>,
): Client {
  if (form.has('client_assertion'))
    throw new OAuthError(
      'invalid_client',
      'The local issuer knows no keys of clients: client_assertion is not supported.',
    );
  const basic = authorization === undefined ? undefined : basicOf(authorization);
  const inForm = { id: parameterOf(form, 'client_id'), secret: parameterOf(form, 'client_secret') };
  if (basic && inForm.secret !== undefined)
    throw new OAuthError('invalid_request', 'The client says its secret twice.');
  const { id: clientId, secret } = basic ?? inForm;
  if (clientId === undefined && !basic && secret === undefined) return {};
  if (clientId === undefined || (basic && inForm.id !== undefined && inForm.id !== clientId))
    throw new OAuthError('invalid_client', 'The client must say its client_id, and only one.');
  const app = apps.get(clientId);
  if (!app) return { clientId };
  const { clientSecret } = app;
  const isWho = clientSecret === undefined ? secret === undefined : isSame(clientSecret, secret ?? '');
  if (!isWho) throw new OAuthError('invalid_client', 'The client is not who it says it is.');
  return { clientId, app };
}

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
