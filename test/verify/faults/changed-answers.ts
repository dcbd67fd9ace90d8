import { Readable } from 'node:stream';
import type { TriedStage } from '../../../verify/index.ts';
import type { Answer, Fault, Request } from './fault.ts';

/** As much of the SDK's own types as is looked at. */
interface SentRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[]>;
  headers: Record<string, string>;
  body?: unknown;
}
interface Handler {
  handle: (request: SentRequest, options?: unknown) => Promise<{ response: SdkResponse }>;
}
interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

/**
 * The stage with answers changed where they come in from the wire. No proxy with a port of its own: the addresses of FHIR endpoints
 * are part of answers, and signatures hold for the host that was asked.
 */
export function withAnswers(stage: TriedStage, changes: NonNullable<Fault['answers']>): TriedStage {
  for (const { config } of [stage.healthLake, stage.s3, stage.cloudWatch]) {
    const handler = config.requestHandler as unknown as Handler;
    const handle = handler.handle.bind(handler);
    handler.handle = async (sdkRequest, options) => {
      const { response } = await handle(sdkRequest, options);
      const request = requestOf(sdkRequest);
      const bytes = await bytesOf(response.body);
      const answer: Answer = {
        status: response.statusCode,
        headers: lowerCase(response.headers),
        text: bytes.toString(),
      };
      const changing = changes.filter(([which]) => which(request, answer));
      for (const [, change] of changing) change(answer, request);
      const changed = changing.length === 0 ? { body: Readable.from([bytes]) } : sdkResponse(answer);
      return { response: Object.assign(response, changed) };
    };
  }
  return stage;
}

function requestOf({ method, path, query = {}, headers, body }: SentRequest): Request {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}=${value}`),
  );
  return {
    method,
    path: `${decodeURIComponent(path)}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`,
    headers: lowerCase(headers),
    body: bodyText(body),
  };
}

/** The SDK warns of whoever takes its bytes for a text. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
    : '';
}

/** The length and checksums of what was there before do not hold any more. */
const sdkResponse = ({ status, headers, text }: Answer) => ({
  statusCode: status,
  headers: Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:content-length|x-amz-checksum-.*)$/.test(name)),
  ),
  body: Readable.from([Buffer.from(text)]),
});

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
