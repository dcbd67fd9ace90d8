import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AuthorizationRequest } from './authorization-request.ts';
import { needsPatient } from './granted-scopes.ts';

/** A patient as a person knows one. */
export interface ListedPatient {
  id: string;
  /** Name and birth date, where there are any. */
  label: string;
}

/** What the page shows beside the request. */
export interface Shown {
  patients: readonly ListedPatient[];
  /** The address of the page with the patients that follow. */
  next?: string;
  /** What was wrong with what was sent. */
  problem?: string;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'code{overflow-wrap:anywhere}label{display:block;padding:.3rem 0}fieldset{margin:1rem 0}' +
  'button{font:inherit;padding:.4rem 1.2rem;margin-right:.6rem}[role=alert]{font-weight:bold}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Nothing but this page and its own style: no script, no picture, no frame (Content Security Policy Level 3).
 * @param formTargets where a form may lead: browsers hold it for the redirect behind the form, too
 */
const policyOf = (formTargets: string): string =>
  `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action ${formTargets}; frame-ancestors 'none'`;

function sendPage(response: ServerResponse, status: number, formTargets: string, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(formTargets),
    'x-content-type-options': 'nosniff',
    // Not no-referrer, under which browsers send a form with the Origin null.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  response.end(
    `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Inlet's local issuer</title>\n<style>${STYLE}</style>\n<main>\n${html}</main>\n</html>\n`,
  );
}

/** Tells a person why an app's request leads nowhere. */
export const sendRefusalPage = (response: ServerResponse, why: string): void => {
  sendPage(
    response,
    400,
    "'none'",
    `<h1>This app cannot be let in</h1>\n<p>${escaped(why)}</p>\n<p>Apps are registered when the local cloud starts: <code>npx inlet local --smart-app my-app=http://localhost:3000/</code>.</p>\n`,
  );
};

/** Asks a person whether the app may, and for which patient. */
export function sendAuthorizePage(
  response: ServerResponse,
  { app, redirectUri, endpoint, scope }: AuthorizationRequest,
  shown: Shown,
): void {
  const target = sourceOf(redirectUri);
  const scopes = scope.split(' ').map((each) => `<li><code>${escaped(each)}</code></li>`);
  sendPage(
    response,
    shown.problem === undefined ? 200 : 400,
    `'self' ${target}`,
    `<h1>Let ${escaped(app.clientId)} in?</h1>
${shown.problem === undefined ? '' : `<p role="alert">${escaped(shown.problem)}</p>\n`}<p>The app at <code>${escaped(target)}</code> asks for access to the data store <code>${escaped(endpoint)}</code>:</p>
<ul>${scopes.join('')}</ul>
<form method="post">
${needsPatient(scope) ? patientsOf(shown) : ''}<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
</form>
<p>This is the issuer of the local cloud: whoever uses this machine may decide.</p>
`,
  );
}

/** An address as a policy names it: by its origin, or by its scheme where it has none that a policy could name. */
function sourceOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return /^https?:$/.test(protocol) && !host.startsWith('[') ? `${protocol}//${host}` : protocol;
}

const patientsOf = ({ patients, next }: Shown): string =>
  `<fieldset><legend>Patient</legend>
${patients.map(choice).join('')}${next === undefined ? '' : `<p><a href="${escaped(next)}">More patients</a></p>\n`}<label>${patients.length === 0 ? 'The data store has no patient yet. Id' : 'Or another one, by id'} <input name="other" autocomplete="off"></label>
</fieldset>
`;

const choice = ({ id, label }: ListedPatient, index: number): string =>
  `<label><input type="radio" name="patient" value="${escaped(id)}"${index === 0 ? ' checked' : ''}> ${label === '' ? '' : `${escaped(label)} `}<code>${escaped(id)}</code></label>\n`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
