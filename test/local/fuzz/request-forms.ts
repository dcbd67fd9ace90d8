/** A request that its service understands; the fuzzer makes others of it. */
export interface RightRequest {
  method: string;
  target: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Whether its JSON may be changed value by value; else it is only cut. */
  openBody: boolean;
}

export const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});

export const json = (
  service: string,
  target: string,
  body: object,
  { version = '1.0', openBody = true } = {},
): RightRequest => ({
  method: 'POST',
  target: '/',
  headers: {
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': target,
    'x-amz-date': '20260101T000000Z',
    ...signed(service),
  },
  body: JSON.stringify(body),
  openBody,
});

/** A form of the query protocol. */
export const form = (service: string, members: Record<string, string>): RightRequest => ({
  method: 'POST',
  target: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...signed(service) },
  body: new URLSearchParams(members).toString(),
  openBody: true,
});

export const plain = (
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = '',
): RightRequest => ({
  method,
  target,
  headers,
  body,
  openBody: true,
});

export const QUEUE = 'http://127.0.0.1/000000000000/inlet-local-arrivals';
export const S3 = { ...signed('s3'), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
