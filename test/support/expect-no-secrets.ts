import { expect } from '@jest/globals';

/**
 * Fails when a secret (a token, a name, a diagnosis) is in what was captured, as it is or as logs and URLs
 * carry it: JSON-escaped, URL-encoded, base64, base64url or hexadecimal, in any case of its letters. For a
 * compact token, its header, payload and signature count by themselves.
 *
 * The failure says which secret by its place in the list, and shows neither it nor the capture.
 */
export function expectNoSecrets(captured: unknown, secrets: readonly string[]): void {
  const haystack = (typeof captured === 'string' ? captured : JSON.stringify(captured)).toLowerCase();
  const leaked = secrets.flatMap((secret, index) =>
    Object.entries(spellings(secret)).flatMap(([spelling, texts]) =>
      texts.some((text) => haystack.includes(text.toLowerCase())) ? [`secret ${index} as ${spelling}`] : [],
    ),
  );
  expect(leaked).toEqual([]);
}

/** Shorter ones would be found anywhere. */
const LEAST_CHARACTERS = 4;

function spellings(secret: string): Record<string, string[]> {
  if (secret.length < LEAST_CHARACTERS)
    throw new Error(`A secret of less than ${LEAST_CHARACTERS} characters`);
  const bytes = Buffer.from(secret);
  const parts = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(secret) ? secret.split('.') : [];
  return {
    itself: [secret, ...parts],
    JSON: [JSON.stringify(secret).slice(1, -1)],
    URL: [encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)],
    base64: [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
    hexadecimal: [bytes.toString('hex')],
  };
}
