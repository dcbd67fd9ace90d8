import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotServed } from '../dynamodb/parse-expression.ts';
import { listingXml, pageOf, versionsXml } from './listings.ts';
import type { ObjectSource, SimulatedObject } from './object-source.ts';
import { indexIn } from './object-source.ts';
import type { StoredObjects } from './stored-objects.ts';
import { storedObjects } from './stored-objects.ts';

/** S3 over buckets that are made up, and what was written into them. */
export interface SimulatedS3 {
  /** Adds made up objects to a bucket. */
  add: (bucket: string, source: ObjectSource) => void;
  stored: (bucket: string) => StoredObjects;
  /** Is told of each object that is put whole, with its bytes. */
  onPut: (told: (bucket: string, key: string, bytes: Buffer) => void) => void;
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;
}

/** A listing has so many objects (API reference, MaxKeys). */
const MOST_KEYS = 1000;

const codeXml = (code: string): string => `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;

/** @param folder for large objects. @param now epoch milliseconds of the simulated time */
export function simulatedS3(folder: string, now: () => number): SimulatedS3 {
  const buckets = new Map<string, { sources: ObjectSource[]; stored: StoredObjects }>();
  /** Unfinished uploads: their parts. */
  const uploads = new Map<string, Map<number, Buffer | number>>();
  let onPut: (bucket: string, key: string, bytes: Buffer) => void = () => undefined;
  const bucketOf = (name: string) => {
    const known = buckets.get(name) ?? { sources: [], stored: storedObjects(folder) };
    buckets.set(name, known);
    return known;
  };

  const find = (bucket: string, key: string): Found | undefined => {
    const { sources, stored } = bucketOf(bucket);
    const object = stored.get(key);
    if (object) return { object, read: (from) => stored.read(key, from) };
    for (const source of sources) {
      const index = indexIn(source, key);
      if (index !== undefined)
        return { object: source.at(index), read: (from) => source.read?.(index, from) ?? [] };
    }
    return undefined;
  };

  const list = (bucket: string, query: URLSearchParams): string => {
    const isVersions = query.has('versions');
    const prefix = query.get('prefix') ?? '';
    if (query.has('delimiter')) throw new NotServed('a listing with a delimiter');
    const token = query.get('continuation-token');
    const after = token
      ? Buffer.from(token, 'base64url').toString()
      : (query.get(isVersions ? 'key-marker' : 'start-after') ?? '');
    const { sources, stored } = bucketOf(bucket);
    const about = sources.filter(
      (source) => source.prefix.startsWith(prefix) || prefix.startsWith(source.prefix),
    );
    const most = Math.min(MOST_KEYS, Number(query.get('max-keys') ?? MOST_KEYS));
    const page = pageOf([...about, stored.below(prefix)], { prefix, after, most });
    return isVersions ? versionsXml(page) : listingXml(page);
  };

  const upload = (
    bucket: string,
    key: string,
    query: URLSearchParams,
    body: Buffer,
    copied?: number,
  ): Answer => {
    const id = query.get('uploadId');
    if (id === null) {
      const UploadId = `upload-${uploads.size + 1}`;
      uploads.set(UploadId, new Map());
      return {
        xml: `<InitiateMultipartUploadResult><UploadId>${UploadId}</UploadId></InitiateMultipartUploadResult>`,
      };
    }
    const parts = uploads.get(id);
    if (!parts) return { status: 404, xml: codeXml('NoSuchUpload') };
    const number = query.get('partNumber');
    if (number !== null) {
      parts.set(Number(number), copied ?? body);
      const xml = '<CopyPartResult><ETag>&quot;part&quot;</ETag></CopyPartResult>';
      return copied === undefined ? { headers: { etag: '"part"' } } : { xml };
    }
    uploads.delete(id);
    const { stored } = bucketOf(bucket);
    const all = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    if (all.some((part) => typeof part === 'number'))
      stored.putCopy(
        key,
        all.reduce<number>((sum, part) => sum + (typeof part === 'number' ? part : part.length), 0),
        now(),
      );
    else stored.put(key, Buffer.concat(all.filter((part) => typeof part !== 'number')), now());
    return {
      xml: '<CompleteMultipartUploadResult><ETag>&quot;whole&quot;</ETag></CompleteMultipartUploadResult>',
    };
  };

  const copiedBytes = (request: IncomingMessage): number | undefined => {
    const source = request.headers['x-amz-copy-source'];
    if (source === undefined) return undefined;
    const range = /bytes=(\d+)-(\d+)/.exec(String(request.headers['x-amz-copy-source-range'] ?? ''));
    if (range) return Number(range[2]) - Number(range[1]) + 1;
    const [bucket = '', ...rest] = decodeURIComponent(
      String(source).replace(/^\//, '').replace(/\?.*$/, ''),
    ).split('/');
    return find(bucket, rest.join('/'))?.object.size ?? -1;
  };

  const put = (request: IncomingMessage, bucket: string, key: string, body: Buffer): Answer => {
    const { stored } = bucketOf(bucket);
    if (request.headers['if-none-match'] === '*' && stored.get(key))
      return { status: 412, xml: codeXml('PreconditionFailed') };
    const copied = copiedBytes(request);
    if (copied === -1) return { status: 404, xml: codeXml('NoSuchKey') };
    if (copied === undefined) {
      onPut(bucket, key, body);
      return { headers: { etag: `"${stored.put(key, body, now()).etag}"` } };
    }
    stored.putCopy(key, copied, now());
    return { xml: '<CopyObjectResult><ETag>&quot;copy&quot;</ETag></CopyObjectResult>' };
  };

  const get = async (
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    key: string,
  ): Promise<void> => {
    const found = find(bucket, key);
    if (!found) {
      send(response, { status: 404, xml: request.method === 'HEAD' ? '' : codeXml('NoSuchKey') });
      return;
    }
    const { object, read } = found;
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0 && from >= object.size) {
      send(response, { status: 416, xml: codeXml('InvalidRange') });
      return;
    }
    const headers = {
      etag: `"${object.etag}"`,
      'last-modified': new Date(object.lastModified).toUTCString(),
      'content-length': object.size - from,
      ...(object.versionId !== null && { 'x-amz-version-id': object.versionId }),
    };
    response.writeHead(from > 0 ? 206 : 200, headers);
    if (request.method === 'HEAD') response.end();
    // Whoever has read enough goes away.
    else await pipeline(Readable.from(read(from), { objectMode: false }), response).catch(() => undefined);
  };

  return {
    add: (bucket, source) => void bucketOf(bucket).sources.push(source),
    stored: (bucket) => bucketOf(bucket).stored,
    onPut: (told) => (onPut = told),
    async answer(request, response, body) {
      const url = new URL(request.url ?? '/', 'http://s3');
      const [, bucket = '', ...rest] = url.pathname.split('/');
      const key = decodeURIComponent(rest.join('/'));
      const { searchParams: query } = url;
      if (request.method === 'GET' && key === '') send(response, { xml: list(bucket, query) });
      else if (request.method === 'GET' || request.method === 'HEAD')
        await get(request, response, bucket, key);
      else if (query.has('uploads') || query.has('uploadId'))
        send(response, upload(bucket, key, query, body, copiedBytes(request)));
      else if (request.method === 'PUT') send(response, put(request, bucket, key, body));
      else if (request.method === 'DELETE') {
        bucketOf(bucket).stored.delete(key);
        send(response, { status: 204 });
      } else throw new NotServed(`${request.method ?? ''} ${url.search} of S3`);
    },
  };
}

interface Found {
  object: SimulatedObject;
  read: (from: number) => Iterable<Buffer> | AsyncIterable<Buffer>;
}

interface Answer {
  status?: number;
  xml?: string;
  headers?: Record<string, string>;
}

function send(response: ServerResponse, { status = 200, xml = '', headers = {} }: Answer): void {
  response.writeHead(status, {
    ...headers,
    ...(xml !== '' && { 'content-type': 'application/xml' }),
    'content-length': Buffer.byteLength(xml),
  });
  response.end(xml);
}
