import { createHash } from 'node:crypto';
import type { DetailType } from './types.generated.ts';

/**
 * The id that consumers dedupe on: 32 hexadecimal digits that are the same whenever the same thing is
 * reported again. A JSON array keeps its parts apart (`['a', 'bc']` is not `['ab', 'c']`).
 */
export function eventId(detailType: DetailType, ...identity: (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([detailType, ...identity]))
    .digest('hex')
    .slice(0, 32);
}
