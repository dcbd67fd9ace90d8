import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** What a browser makes a document of, with scripts that run (Fetch Metadata Request Headers, "Sec-Fetch-Dest"). */
const DOCUMENTS = new Set(['document', 'iframe', 'frame', 'fencedframe', 'object', 'embed']);

/**
 * Whether a browser asks in order to show the answer as a document. A browser sends Sec-Fetch-Dest to loopback only; under
 * a name of --host, what it accepts tells. No SDK asks for HTML.
 */
const isDocumentNavigation = (headers: IncomingHttpHeaders): boolean => {
  const destination = headers['sec-fetch-dest'];
  return destination === undefined
    ? headers.accept?.includes('text/html') === true
    : typeof destination === 'string' && DOCUMENTS.has(destination);
};

/**
 * Makes a document of what is somebody's data powerless: objects of S3 and answers of FHIR share their origin with the
 * console, and an HTML object or an SVG would otherwise run its scripts as the console does (Content Security Policy
 * Level 3, "sandbox"). Answers to everybody else stay as AWS gives them. A service with a policy of its own sets it.
 */
export function sandboxDocuments(headers: IncomingHttpHeaders, response: ServerResponse): void {
  if (!isDocumentNavigation(headers)) return;
  response.setHeader('content-security-policy', 'sandbox');
  response.setHeader('x-content-type-options', 'nosniff');
}
