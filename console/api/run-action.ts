import type { IncomingMessage, ServerResponse } from 'node:http';
import { FixableError } from '../../errors/index.ts';
import { sendDocument, sendError } from './answer.ts';
import type { ConsoleSources } from './sources.ts';
import { headOf } from './views.ts';

/** A page of another origin cannot set it without asking first, and is never told yes (Fetch, "CORS-safelisted"). */
export const PAGE_HEADER = 'x-inlet-console';

/** Of an action on a deployed stage: its name, which the page asks for once a session. What is meant for another stage is refused. */
export const STAGE_HEADER = 'x-inlet-stage';

/** Bodies of actions name things; files go another way. Bytes. */
const MOST_BODY = 1024 * 1024;

/** Does one named action by `POST` with a JSON body and the page's header; whatever else comes changes nothing. */
export async function runAction(
  sources: ConsoleSources,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal =
    refusalOf(sources, 'application/json', request) ??
    (Object.hasOwn(sources.actions, name) ? undefined : NO_ACTION);
  if (refusal) {
    request.resume();
    sendError(response, ...refusal);
    return;
  }
  const body = await readObject(request);
  if (!body) {
    sendError(response, 400, 'InvalidRequest', 'The body must be a JSON object of at most a megabyte.');
    return;
  }
  try {
    const { text, result = null } = (await sources.actions[name]?.(body)) ?? { text: '' };
    sendDocument(response, 200, { ...headOf(sources, 'action'), action: name, text, result });
  } catch (error) {
    if (!(error instanceof FixableError)) throw error;
    sendError(response, 409, error.code, error.message);
  }
}

export type Refusal = [status: number, code: string, message: string];

export const NO_ACTION: Refusal = [404, 'NotFound', 'There is no such action.'];

/** Why a request does nothing: it is no action of the page's, or the page may not act. */
export function refusalOf(
  sources: ConsoleSources,
  contentType: string,
  request: IncomingMessage,
): Refusal | undefined {
  if (request.method !== 'POST') return [405, 'MethodNotAllowed', 'Actions are done with POST.'];
  if (request.headers[PAGE_HEADER] === undefined)
    return [403, 'NotFromThePage', `Actions carry the header ${PAGE_HEADER}, which the page sets.`];
  if (request.headers['content-type']?.split(';')[0]?.trim() !== contentType)
    return [415, 'InvalidRequest', `This takes ${contentType}.`];
  const { mayAct, isLocal } = sources.session();
  if (!mayAct)
    return [403, 'ReadOnly', 'This console only shows: inlet console --allow-actions lets it act.'];
  if (!isLocal && request.headers[STAGE_HEADER] !== sources.stage)
    return [
      403,
      'StageNotNamed',
      `This changes stage ${sources.stage}: an action carries its name (${STAGE_HEADER}), which the page asks for.`,
    ];
  return undefined;
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY) chunks.push(chunk);
  }
  if (size > MOST_BODY) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
