import type { Tables } from './tables.ts';

/** What dynalite answered to a call without a network. */
export interface Answer {
  /** The exception's name; undefined for a success. */
  code: string | undefined;
  body: Record<string, unknown>;
}

/** Makes one call of DynamoDB's API on tables. @throws LibraryFailure */
export async function callDynalite({ answer }: Tables, operation: string, input: object): Promise<Answer> {
  const { bytes } = await answer({
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
    },
    body: Buffer.from(JSON.stringify(input)),
  });
  const body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  const type = typeof body.__type === 'string' ? body.__type : undefined;
  return { code: type?.split('#')[1] ?? type, body };
}
