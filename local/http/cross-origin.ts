import type { IncomingMessage, ServerResponse } from 'node:http';
import { FixableError } from '../../errors/index.ts';
import type { Service } from '../ground/index.ts';
import { targetOf } from './request-target.ts';

/** Pages of other origins that may call, and what of the cloud they may call (Fetch Standard, "HTTP-CORS protocol"). */
export interface CrossOrigin {
  /** As a browser writes them into Origin, to the letter. */
  origins: readonly string[];
  /** By the beginning of the path. Nothing else that leads requests to services is asked. */
  paths: Readonly<Record<string, Service>>;
}

/** What apps send to a FHIR endpoint and to a token endpoint beside what every page may send. */
const REQUEST_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-exist',
  'if-none-match',
  'prefer',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-fhir-idempotency-key',
  'x-amz-security-token',
  'x-requested-with',
];

/** What a page may read of an answer beside what every page may read. */
const ANSWER_HEADERS = [
  'Content-Location',
  'ETag',
  'Last-Modified',
  'Location',
  'Preference-Applied',
  'Retry-After',
  'WWW-Authenticate',
  'X-Progress',
  'x-amzn-requestid',
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** How long a browser may keep the answer to a preflight: as long as a person may take to restart the cloud with other origins. */
const PREFLIGHT_SECONDS = 60;

/** The service that answers a page of an origin that may call; undefined for every other request. */
export function crossOriginService(
  request: Pick<IncomingMessage, 'headers' | 'url'>,
  { origins, paths }: CrossOrigin,
): Service | undefined {
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return undefined;
  const { path } = targetOf(request);
  return Object.entries(paths).find(([prefix]) => path.startsWith(prefix))?.[1];
}

/** A service for pages of other origins: it answers their preflights, and lets them read its answers. Cookies play no part. */
export const forOtherOrigins =
  (service: Service): Service =>
  async (request, response, context) => {
    const { origin = '', 'access-control-request-method': asked } = request.headers;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('vary', 'Origin');
    if (request.method !== 'OPTIONS' || asked === undefined) {
      response.setHeader('access-control-expose-headers', ANSWER_HEADERS.join(', '));
      await service(request, response, context);
      return;
    }
    request.resume();
    answerPreflight(request, response);
  };

function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-allow-headers': REQUEST_HEADERS.join(', '),
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    // A page of the internet asks before it calls this machine (Private Network Access, "CORS preflight").
    ...(headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
  });
  response.end();
}

/** Origins that somebody named. @throws FixableError InvalidOrigin for what no browser would write into Origin */
export function readOrigins(origins: readonly string[]): string[] {
  for (const origin of origins)
    if (!isOrigin(origin))
      throw new FixableError(
        'InvalidOrigin',
        `${JSON.stringify(origin)} is no origin: name scheme, host and port as a browser does, without a path`,
        { actual: origin, expected: 'an origin such as http://localhost:3000' },
      );
  return [...origins];
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text;
}
