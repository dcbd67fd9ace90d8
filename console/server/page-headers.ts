import { SAFE_HEADERS } from '../api/index.ts';
import { API_PATH, ASSETS_PATH } from './paths.ts';

/**
 * What goes with the page itself. It runs the script and the style sheet of its own folder and nothing else, not even of its
 * own origin, where objects of S3 may lie; it calls nothing but its API. Keys, messages and narratives are text there, and
 * would be no more than text even where somebody forgot that (Content Security Policy Level 3, "Paths and Redirects").
 * @param host as the request has it; the door before has judged it
 */
export function pageHeaders(host: string | undefined): Record<string, string> {
  const isNamed = /^[\w.-]+(?::\d+)?$/.test(host ?? '');
  // An address of IPv6 cannot be named in a policy.
  const below = (path: string): string => (isNamed ? `http://${host ?? ''}${path}` : "'self'");
  const assets = below(ASSETS_PATH);
  return {
    ...SAFE_HEADERS,
    'content-security-policy': [
      "default-src 'none'",
      `script-src ${assets}`,
      `style-src ${assets}`,
      `img-src ${assets}`,
      `connect-src ${below(API_PATH)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}
