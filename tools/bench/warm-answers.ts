import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What is repeated: a handler's answer, or the check of a compact JWS's RS256 signature and nothing else. */
export type Repeated =
  | { kind: 'handler'; file: string; event: object; environment: Record<string, string> }
  | { kind: 'verify'; token: string; jwk: object };

const REPEAT = `
const repeated = JSON.parse(process.argv[1]);
const { createPublicKey, verify } = require('node:crypto');
const once = () => {
  if (repeated.kind === 'handler') {
    const { handler } = require(repeated.file);
    return () => handler(repeated.event, { awsRequestId: 'bench' });
  }
  const key = createPublicKey({ key: repeated.jwk, format: 'jwk' });
  const [header, payload, signature] = repeated.token.split('.');
  const signed = Buffer.from(header + '.' + payload);
  const given = Buffer.from(signature, 'base64url');
  return async () => verify('RSA-SHA256', signed, key, given);
};
(async () => {
  const work = once();
  for (let warm = 0; warm < 2000; warm += 1) await work();
  const begun = performance.now();
  let count = 0;
  for (; performance.now() - begun < 1000; count += 1) await work();
  require('node:fs').writeSync(3, String((performance.now() - begun) / 1000 / count));
  process.exit(0);
})();`;

/** Seconds that one takes, when a process has done it often; its output goes nowhere. */
export async function warmAnswers(repeated: Repeated): Promise<number> {
  const child = spawn(process.execPath, ['-e', REPEAT, JSON.stringify(repeated)], {
    env: repeated.kind === 'handler' ? repeated.environment : {},
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const written = await text(child.stdio[3] as Readable);
  const [code] = await closed;
  if (code !== 0) throw new Error(`${repeated.kind} did not end well`);
  return Number(written);
}
