import { createHash, createHmac } from 'node:crypto';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** A POST to the root of an AWS JSON service. */
export interface JsonRequest {
  host: string;
  /** The service's signing name. */
  service: string;
  region: string;
  target: string;
  body: string;
}

/**
 * Headers that sign one call of an AWS JSON service (IAM User Guide, "Create a signed AWS API request"). By hand, because
 * an SDK client costs a cold start fifty times as much, and HealthLake waits one second.
 *
 * @param time epoch milliseconds
 */
export function signedHeaders(
  { host, service, region, target, body }: JsonRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  time: number,
): Record<string, string> {
  const date = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': date,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    'x-amz-target': target,
  };
  const names = Object.keys(headers).join(';');
  const canonical = [
    'POST',
    '/',
    '',
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const credentialScope = [date.slice(0, 8), region, service, 'aws4_request'];
  const key = credentialScope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const toSign = ['AWS4-HMAC-SHA256', date, credentialScope.join('/'), sha256(canonical)].join('\n');
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `${accessKeyId}/${credentialScope.join('/')}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
