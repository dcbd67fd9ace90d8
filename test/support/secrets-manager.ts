import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { REGION, SECRET_ACCESS_KEY } from '../../local/ground/account.ts';
import { signatureFault } from '../../local/http/signature/verify.ts';

/** GetSecretValue on loopback, for callers whose signature stands. */
export interface SecretsManager {
  url: string;
  put: (secret: string) => void;
  reads: () => number;
  close: () => Promise<void>;
}

export async function startSecretsManager(arn: string, first: string): Promise<SecretsManager> {
  let secret = first;
  let reads = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const fault = signatureFault(
        {
          method,
          url,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
          payloadHash: createHash('sha256').update(body).digest('hex'),
        },
        { region: REGION, service: 'secretsmanager', secretOf: () => SECRET_ACCESS_KEY, now: Date.now() },
      );
      const isRead = headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
      const { SecretId } = JSON.parse(body) as { SecretId?: string };
      if (fault || !isRead || SecretId !== arn) {
        response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException' }));
        return;
      }
      reads += 1;
      response.end(JSON.stringify({ ARN: arn, SecretString: secret }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put(next) {
      secret = next;
    },
    reads: () => reads,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
