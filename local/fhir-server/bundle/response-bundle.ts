import { STATUS_CODES } from 'node:http';
import type { FhirAnswer } from '../http/fhir-answer.ts';

/** A Bundle of type batch-response or transaction-response: an answer for each entry, in the order of the request. */
export function responseBundle(
  type: 'batch' | 'transaction',
  answers: readonly FhirAnswer[],
  links: readonly { relation: string; url: string }[] = [],
): FhirAnswer {
  const list = answers.flatMap((answer, index) => [
    Buffer.from(index === 0 ? ',"entry":[' : ','),
    entryOf(answer),
  ]);
  const link = links.length > 0 ? `,"link":${JSON.stringify(links)}` : '';
  const head = Buffer.from(`{"resourceType":"Bundle","type":"${type}-response"${link}`);
  const tail = Buffer.from(answers.length > 0 ? ']}' : '}');
  return { status: 200, headers: {}, body: Buffer.concat([head, ...list, tail]) };
}

/** A status as `Bundle.entry.response.status` has it. */
export const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trim();

function entryOf({ status, headers, body }: FhirAnswer): Buffer {
  const { location, etag, 'last-modified': lastModified, 'preference-applied': applied } = headers;
  const response = {
    status: statusLine(status),
    ...(location !== undefined && { location }),
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified: new Date(lastModified).toISOString() }),
  };
  const isOutcome = status >= 400 || applied === 'return=OperationOutcome';
  const resource = body.length > 0 && !isOutcome ? [Buffer.from('"resource":'), body, Buffer.from(',')] : [];
  const outcome = isOutcome && body.length > 0 ? [Buffer.from(',"outcome":'), body] : [];
  return Buffer.concat([
    Buffer.from('{'),
    ...resource,
    Buffer.from(`"response":${JSON.stringify(response).slice(0, -1)}`),
    ...outcome,
    Buffer.from('}}'),
  ]);
}
