import type { ServerResponse } from 'node:http';

/** What every answer of the console says to the browser; none of its documents is a page (Content Security Policy Level 3). */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
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
