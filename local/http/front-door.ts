import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Caller, Service } from '../ground/index.ts';
import { ACCOUNT, AwsError, keyOfSessionToken, rowOf, tellable } from '../ground/index.ts';
import { sendJson, sendText } from './answers.ts';
import { sendCborError } from './aws-cbor.ts';
import { sendQueryError } from './aws-query.ts';
import { serviceNotServed } from './not-served.ts';
import { accessKeyOfVersion2, credentialOf, sessionTokenIn } from './credential.ts';
import type { CrossOrigin } from './cross-origin.ts';
import { crossOriginService } from './cross-origin.ts';
import type { Crash } from './crashing-caller.ts';
import { discardedResponse } from './crashing-caller.ts';
import { sandboxDocuments } from './document-navigation.ts';
import { refusalOf } from './origin.ts';
import { originForm, targetOf } from './request-target.ts';

/** Where requests go, and who sends them. */
export interface Routes {
  /** By the prefix of `X-Amz-Target`, or by the signing name of the credential: AWS JSON services. */
  targets: Readonly<Record<string, Service>>;
  /** By the beginning of the path. */
  paths: Readonly<Record<string, Service>>;
  /** Path and virtual-hosted style: everything else. */
  s3?: Service;
  /** What somebody gets who opens the cloud's address in a browser. */
  page?: Service;
  /** What pages of other origins may call; nothing unless said. */
  crossOrigin?: CrossOrigin;
  /** The services that there are, as people know them. */
  served?: readonly string[];
  /** Whose access key this is; undefined for the account's owner. */
  callerOf: (accessKeyId: string) => Caller | undefined;
  /** Whether the caller, known by the session token of its credentials, is to crash at this request. */
  crashOf?: (sessionToken: string, request: IncomingMessage) => Crash | undefined;
  /** Told of each request before it is answered; `byFunction` where one of the cloud's functions sends it. */
  onRequest?: (request: IncomingMessage, byFunction: boolean) => void;
  /** Takes what a service did not expect to happen. */
  onFault: (error: unknown) => void;
}

/** Signing names whose requests go to S3 where path and target do not say otherwise. */
const S3_SIGNERS = new Set(['', 's3', 's3express']);

/** The one HTTP server of the local cloud. */
export interface FrontDoor {
  server: Server;
  /** Lets requests in; before that they are answered with 503. */
  open: (routes: Routes) => void;
}

/**
 * Refuses requests of other origins, finds out who calls, and hands the request to its service. Whatever is thrown on the
 * way, by the request's own form or in a service, ends in an answer to this request and nowhere else.
 */
export function createFrontDoor(allowedHosts: readonly string[]): FrontDoor {
  let routes: Routes | undefined;
  const server = createServer((request, response) => {
    const forPage = routes?.crossOrigin && crossOriginService(request, routes.crossOrigin);
    const refusal = refusalOf(request, allowedHosts, forPage !== undefined);
    const target = originForm(request.url ?? '');
    // A client that goes away while it is answered is no fault.
    response.on('error', () => undefined);
    sandboxDocuments(request.headers, response);
    if (refusal !== undefined) sendText(response, 403, `Refused: ${refusal}.`);
    else if (target === undefined) sendText(response, 400, 'Refused: the request target is no path.');
    else if (!routes) sendText(response, 503, 'The local cloud is starting.');
    else {
      request.url = target;
      void handle(routes, request, response, forPage).finally(() => {
        // What a service left of the body: a client that sends all of it before it reads has its answer then.
        request.resume();
      });
      return;
    }
    request.resume();
  });
  // Without a listener Node ends the connection without a word.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  // A large upload to S3 may take as long as it takes.
  server.requestTimeout = 0;
  // SDKs keep connections for a minute; closing first would be an ECONNRESET for the call that comes then.
  server.keepAliveTimeout = 65_000;
  return {
    server,
    open(opened) {
      routes = opened;
    },
  };
}

/** Answers one request. Never rejects. @param forPage what answers it, where it is of a page of another origin */
async function handle(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  forPage: Service | undefined,
): Promise<void> {
  const requestId = randomUUID();
  let answer = response;
  try {
    const credential = credentialOf(request);
    const sessionToken = sessionTokenIn(request);
    // A function that signs with another key than its own is its role all the same.
    const accessKeyId =
      keyOfSessionToken(sessionToken ?? '') ?? credential?.accessKeyId ?? accessKeyOfVersion2(request);
    const caller = (accessKeyId === undefined ? undefined : routes.callerOf(accessKeyId)) ?? ACCOUNT;
    const service = forPage ?? serviceFor(routes, request, credential?.service ?? '');
    routes.onRequest?.(request, sessionToken !== undefined);
    const crash = sessionToken !== undefined ? routes.crashOf?.(sessionToken, request) : undefined;
    if (crash?.when === 'before') {
      crash.kill();
      return;
    }
    if (crash) answer = discardedResponse(request, crash.kill);
    await service(request, answer, { caller, requestId });
  } catch (error) {
    // A client that goes away in the middle of its body is no fault either.
    if (!(error instanceof AwsError) && error !== request.errored) routes.onFault(error);
    answerError(answer, error, requestId);
  }
}

function serviceFor(routes: Routes, request: IncomingMessage, signer: string): Service {
  const { path } = targetOf(request);
  const { page, served = [] } = routes;
  if (page && signer === '' && isBrowserAtRoot(request)) return page;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const name = target.slice(0, target.lastIndexOf('.'));
    return (
      rowOf(routes.targets, name) ?? rowOf(routes.targets, signer) ?? unknownService([name, signer], served)
    );
  }
  for (const [prefix, service] of Object.entries(routes.paths)) if (path.startsWith(prefix)) return service;
  const byName = rowOf(routes.targets, signer === '' && isForm(request) ? UNSIGNED_FORMS : signer);
  if (byName) return byName;
  return (S3_SIGNERS.has(signer) ? routes.s3 : undefined) ?? unknownService([signer], served);
}

/** Whose calls of the query protocol SDKs do not sign: those that exchange another provider's token for credentials. */
const UNSIGNED_FORMS = 'sts';

const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

/** A person's browser opens the address; S3's clients, which may ask for the same path without a signature, send no Sec-Fetch-Dest. */
const isBrowserAtRoot = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  url === '/' &&
  headers.authorization === undefined &&
  headers['sec-fetch-dest'] === 'document' &&
  headers.accept?.includes('text/html') === true;

/** In JSON, CBOR or, for the services of the query protocol and those that speak XML, in XML: their clients read nothing else. */
const unknownService =
  (names: readonly string[], served: readonly string[]): Service =>
  (request, response, { requestId }) => {
    request.resume();
    const error = serviceNotServed(names, served);
    const type = request.headers['content-type'] ?? '';
    if (isForm(request) || names.some((name) => XML_SERVICES.has(name)))
      sendQueryError(response, error, requestId);
    else if (type.startsWith('application/cbor')) sendCborError(response, error, requestId);
    else sendJson(response, 501, { __type: error.code, message: error.message, Message: error.message });
    return Promise.resolve();
  };

/** Services whose requests carry XML. */
const XML_SERVICES = new Set(['cloudfront', 'route53']);

/** What a service did not answer itself: a refusal in AWS's JSON form, or a fault of ours, without its inner text. */
function answerError(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, status } = tellable(error) ?? {
    code: 'InternalFailure',
    message: 'The local cloud failed to answer; run with --verbose to see why.',
    status: 500,
  };
  response.setHeader('x-amzn-requestid', requestId);
  sendJson(response, status, { __type: code, message, Message: message });
}
