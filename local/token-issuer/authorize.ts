import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, targetOf } from '../http/index.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { UntrustedRequest, askerOf, readAuthorizationRequest, redirectTo } from './authorization-request.ts';
import type { ListedPatient, Shown } from './authorize-page.ts';
import { sendAuthorizePage, sendRefusalPage } from './authorize-page.ts';
import { needsPatient } from './granted-scopes.ts';
import type { Handles } from './handles.ts';
import { OAuthError, parameterOf } from './oauth-error.ts';
import type { SmartApp } from './smart-app.ts';

/** The data stores that take tokens, by their address. */
export interface DataStoreView {
  isEndpoint: (endpoint: string) => boolean;
  /** Up to `limit` patients behind an id, in the order of their ids. */
  patients: (endpoint: string, behind: string, limit: number) => ListedPatient[];
  hasPatient: (endpoint: string, id: string) => boolean;
}

export interface AuthorizeParts {
  apps: ReadonlyMap<string, SmartApp>;
  handles: Handles;
  dataStores: DataStoreView;
}

/** Patients of one page: as many as a person looks through. */
const PAGE = 50;

/** A decision is a few fields. */
const MOST_FORM_BYTES = 16 * 1024;

/**
 * The authorization endpoint: shows a person who asks for what (GET), and sends the app its code once that person allows
 * it (POST, by the page's own form alone: the front door refuses forms of other origins). An EHR's launch has chosen the
 * patient already, and is not asked about again.
 */
export async function authorize(
  parts: AuthorizeParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { query } = targetOf(request);
  const isDecision = request.method === 'POST';
  const form = isDecision
    ? new URLSearchParams((await readBody(request, MOST_FORM_BYTES)).toString('utf8'))
    : new URLSearchParams();
  try {
    const asker = askerOf(query, parts.apps);
    try {
      const asked = readAuthorizationRequest(query, asker, {
        handles: parts.handles,
        isEndpoint: parts.dataStores.isEndpoint,
      });
      decide(parts, asked, { isDecision, form, query }, response);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      const [state, ...more] = query.getAll('state');
      redirect(response, asker.redirectUri, {
        error: error.code,
        error_description: error.message,
        ...(state !== undefined && more.length === 0 && { state }),
      });
    }
  } catch (error) {
    if (!(error instanceof UntrustedRequest)) throw error;
    sendRefusalPage(response, error.message);
  }
}

interface Decision {
  isDecision: boolean;
  form: URLSearchParams;
  query: URLSearchParams;
}

/** @throws OAuthError access_denied */
function decide(
  { handles, dataStores }: AuthorizeParts,
  asked: AuthorizationRequest,
  { isDecision, form, query }: Decision,
  response: ServerResponse,
): void {
  const { endpoint, scope, launch } = asked;
  const show = (problem?: string): void => {
    const shown = needsPatient(scope) ? patientsShown(dataStores, endpoint, query) : { patients: [] };
    sendAuthorizePage(response, asked, { ...shown, ...(problem !== undefined && { problem }) });
  };
  if (launch !== undefined) {
    handles.redeem('launch', launch);
    sendCode(handles, asked, response);
  } else if (!isDecision) show();
  else if (parameterOf(form, 'decision') !== 'allow')
    throw new OAuthError('access_denied', 'The person at the local issuer has not allowed it.');
  else if (!needsPatient(scope)) sendCode(handles, asked, response);
  else {
    const patient = parameterOf(form, 'other')?.trim() ?? parameterOf(form, 'patient');
    if (patient === undefined || !dataStores.hasPatient(endpoint, patient))
      show(patient === undefined ? 'Choose a patient.' : 'The data store has no patient of this id.');
    else sendCode(handles, { ...asked, patient, fhirUser: `${endpoint}Patient/${patient}` }, response);
  }
}

/** The query's `behind` is the page's own: which patients were shown before. */
function patientsShown(dataStores: DataStoreView, endpoint: string, query: URLSearchParams): Shown {
  const found = dataStores.patients(endpoint, query.get('behind') ?? '', PAGE + 1);
  const patients = found.slice(0, PAGE);
  const last = patients.at(-1);
  if (found.length <= PAGE || !last) return { patients };
  const following = new URLSearchParams(query);
  following.set('behind', last.id);
  return { patients, next: `?${following.toString()}` };
}

function sendCode(handles: Handles, asked: AuthorizationRequest, response: ServerResponse): void {
  const { app, state, launch: _launch, ...granted } = asked;
  const code = handles.issue('code', { clientId: app.clientId, ...granted });
  redirect(response, asked.redirectUri, { code, state });
}

/** With See Other, so that no form of this page goes on to the app (RFC 9700, chapter 4.12). */
function redirect(
  response: ServerResponse,
  redirectUri: string,
  parameters: Readonly<Record<string, string>>,
): void {
  response.writeHead(303, {
    location: redirectTo(redirectUri, parameters),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
  });
  response.end();
}
