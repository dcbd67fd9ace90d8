/** A SigV4 header of the right form. */
export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/healthlake/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef';

/** Calls an operation without an SDK in between; headers given as undefined are left out. */
export async function rawCall(
  url: string,
  operation: string,
  body: string,
  headers: Record<string, string | undefined> = {},
): Promise<{ status: number; headers: Headers; text: string; body: Record<string, unknown> }> {
  const all: Record<string, string | undefined> = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `HealthLake.${operation}`,
    authorization: AUTHORIZATION,
    ...headers,
  };
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: JSON.parse(text) as Record<string, unknown>,
  };
}
