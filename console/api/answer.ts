import type { ServerResponse } from 'node:http';

/**
 * What every answer of the console says to the browser. The page runs its own script and style sheet and nothing that
 * stands in a page: keys, messages and narratives are text there, and would be no more than text even where somebody
 * forgot that (Content Security Policy Level 3).
 */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Answers with a JSON document. */
export function sendDocument(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(document));
}

/** Answers why there is no document. */
export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendDocument(response, status, { error: { code, message } });
}
