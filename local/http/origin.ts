import type { IncomingMessage } from 'node:http';

/** Names under which this machine reaches itself; `<bucket>.localhost` is S3's virtual-hosted style. */
const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|([a-z0-9.-]+\.)localhost)$/;

/**
 * Why a request is refused before any service sees it; undefined for one that may pass. A browser's page
 * from elsewhere can reach a server on loopback: by its own address (then Origin or Sec-Fetch-Site show it), or
 * under a name that its owner has pointed at 127.0.0.1 (then Host shows it).
 * @param allowedHosts further host names, from --host
 * @param isAdmitted whether it is of an origin that may call what it asks for (cross-origin.ts): Host is judged all the same
 */
export function refusalOf(
  request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  allowedHosts: readonly string[] = [],
  isAdmitted = false,
): string | undefined {
  const { headers } = request;
  const isHere = (host: string): boolean => LOOPBACK_NAMES.test(host) || allowedHosts.includes(host);
  const host = hostName(headers.host ?? '');
  if (!isHere(host)) return `Host "${host}" is not this machine's loopback`;
  if (isAdmitted) return undefined;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`) {
    return 'a page of another origin may not call the local cloud';
  }
  const site = headers['sec-fetch-site'];
  if (opensOwnPage(request)) return undefined;
  if (site === 'cross-site' || site === 'same-site')
    return 'a page of another site may not call the local cloud';
  return undefined;
}

/**
 * A link of another site may open the console's page, which is empty: what it shows it reads itself, as a page of this origin;
 * and the page of the local issuer on which a person lets an app in, which asks before it does anything. Their frames and
 * everything else stay shut (Fetch Metadata Request Headers, "Sec-Fetch-Mode").
 */
const opensOwnPage = ({
  headers,
  method,
  url = '',
}: Pick<IncomingMessage, 'headers' | 'method' | 'url'>): boolean =>
  method === 'GET' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document' &&
  (EMPTY_PAGE.test(url) || url.startsWith(AUTHORIZE_PAGE));

/** The addresses of the console's views: a path without dots or percent signs, which could lead elsewhere, and no query. */
const EMPTY_PAGE = /^\/_inlet\/console\/(?!api\/|assets\/)[\w/-]*$/;

/** Where apps send people (local/token-issuer). */
const AUTHORIZE_PAGE = '/_inlet/issuer/authorize?';

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** Whether an IP address is this machine's own: nobody else reaches who listens there. */
export const isLoopback = (address: string): boolean => /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(address);
