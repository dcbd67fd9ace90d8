import type { Issuer } from '../../../config/index.ts';
import type { FetchJson } from './fetch-json.ts';

/** One bounded attempt to fetch an issuer's JWK set. */
export type FetchKeys = () => Promise<unknown>;

/** How long a discovery document's `jwks_uri` is trusted, in milliseconds: a day. */
const DISCOVERED_FOR = 24 * 60 * 60_000;

/**
 * Where an issuer's published keys come from: its configured `jwksUri`, or what its discovery document names. Both
 * requests of a discovery share the time of one.
 *
 * @param limit milliseconds for one request
 * @param now epoch milliseconds
 */
export function keySource(
  { issuer, jwksUri }: Pick<Issuer, 'issuer' | 'jwksUri'>,
  fetchJson: FetchJson,
  now: () => number,
  limit: number,
): FetchKeys {
  if (jwksUri !== undefined) return () => fetchJson(jwksUri);
  let discovered: { uri: string; at: number } | undefined;
  return async () => {
    const begun = now();
    if (!discovered || begun - discovered.at >= DISCOVERED_FOR) {
      const document = await fetchJson(discoveryUrl(issuer));
      discovered = { uri: discoveredUri(document, issuer), at: begun };
    }
    const milliseconds = Math.max(1, limit - (now() - begun));
    try {
      return await fetchJson(discovered.uri, { milliseconds });
    } catch (error) {
      // The issuer may publish its keys elsewhere by now.
      discovered = undefined;
      throw error;
    }
  };
}

/** OpenID Connect Discovery 1.0, chapter 4.1. */
export const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Chapter 4.3: the document must be of exactly this issuer. Keys come over https as soon as the issuer is on https. */
function discoveredUri(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: uri } = Object(document) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error('The discovery document is of another issuer');
  const isFit = typeof uri === 'string' && /^https?:\/\//.test(uri);
  if (!isFit || (issuer.startsWith('https:') && !uri.startsWith('https:')))
    throw new Error('The discovery document has no jwks_uri on https');
  return uri;
}
