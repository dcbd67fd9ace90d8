import { createHash, timingSafeEqual } from 'node:crypto';
import { FixableError } from '../../errors/index.ts';

/** An app that is registered with the local issuer. */
export interface SmartApp {
  clientId: string;
  /** Where it may be sent back to: compared to the letter (RFC 6749, chapter 3.1.2; RFC 9700, chapter 2.1). */
  redirectUris: readonly string[];
  /** Of a confidential app; one without is public. */
  clientSecret?: string;
}

/** RFC 6749, appendix A: what a client id and a secret may be made of. */
const VISIBLE = /^[\x20-\x7e]+$/;

/** RFC 3986's characters: nothing that would end a header or a quotation mark in a page. */
const URI = /^[a-z][a-z\d+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i;

/** Schemes that a browser makes documents or scripts of. */
const OWN_DOCUMENTS = new Set(['about:', 'blob:', 'data:', 'file:', 'javascript:', 'vbscript:']);

/** Checks what somebody has registered, and puts the addresses of one app together. @throws FixableError InvalidSmartApp */
export function readSmartApps(apps: readonly SmartApp[]): ReadonlyMap<string, SmartApp> {
  const registered = new Map<string, SmartApp>();
  for (const { clientId, redirectUris, clientSecret } of apps) {
    const earlier = registered.get(clientId);
    if (!VISIBLE.test(clientId)) throw invalid(clientId, 'a client id is made of visible ASCII characters');
    if (clientSecret !== undefined && !VISIBLE.test(clientSecret))
      throw invalid(clientId, 'a secret is made of visible ASCII characters');
    if (earlier && earlier.clientSecret !== clientSecret)
      throw invalid(clientId, 'an app that is named more than once has the same secret each time');
    for (const uri of redirectUris)
      if (!isRedirectUri(uri))
        throw invalid(uri, 'a redirect URI is absolute, has no fragment, and leads to an app');
    registered.set(clientId, {
      clientId,
      redirectUris: [...(earlier?.redirectUris ?? []), ...redirectUris],
      ...(clientSecret !== undefined && { clientSecret }),
    });
  }
  return registered;
}

/** RFC 6749, chapter 3.1.2. */
function isRedirectUri(text: string): boolean {
  if (!URI.test(text) || !URL.canParse(text)) return false;
  return !text.includes('#') && !OWN_DOCUMENTS.has(new URL(text).protocol);
}

/** Whether two texts are the same, told in a time that depends on neither. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const invalid = (actual: string, rule: string): FixableError =>
  new FixableError('InvalidSmartApp', `${JSON.stringify(actual)} cannot be registered: ${rule}`, {
    actual,
    expected: rule,
  });
