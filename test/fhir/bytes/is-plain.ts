import type { ByteJudge } from '../../../fhir/bytes/byte-judge.ts';

/** Whether the byte judge finds a line, or a value as a line, plainly right. */
export function isPlain(judge: ByteJudge, line: unknown): boolean {
  const bytes = Buffer.isBuffer(line)
    ? line
    : Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
  judge.over(bytes);
  return judge.check(0, bytes.length);
}
