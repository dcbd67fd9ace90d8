import type { IncomingHttpHeaders } from 'node:http';

/** Names under which this machine reaches itself; `<bucket>.localhost` is S3's virtual-hosted style. */
const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|([a-z0-9.-]+\.)localhost)$/;

/**
 * Why a request is refused before any service sees it; undefined for one that may pass. A browser's page
 * from elsewhere can reach a server on loopback: by its own address (then Origin or Sec-Fetch-Site show it), or
 * under a name that its owner has pointed at 127.0.0.1 (then Host shows it).
 * @param allowedHosts further host names, from --host
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  allowedHosts: readonly string[] = [],
): string | undefined {
  const isHere = (host: string): boolean => LOOPBACK_NAMES.test(host) || allowedHosts.includes(host);
  const host = hostName(headers.host ?? '');
  if (!isHere(host)) return `Host "${host}" is not this machine's loopback`;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`) {
    return 'a page of another origin may not call the local cloud';
  }
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site')
    return 'a page of another site may not call the local cloud';
  return undefined;
}

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** Whether an IP address is this machine's own: nobody else reaches who listens there. */
export const isLoopback = (address: string): boolean => /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(address);
