import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { SealedTexts } from '../../ground/index.ts';
import { sealedTexts } from '../../ground/index.ts';
import { validation } from '../errors.ts';

/** Where a page begins: behind the item of this number (items are listed from the newest on). */
export interface PageStart {
  before: number;
  /** What is younger is not shown (epoch milliseconds). */
  notAfter: number;
}

/** Makes and reads NextTokens. A token is opaque, sealed, and good only for the request it was made for. */
export interface Pages {
  /** The number that a token leads to. Throws ValidationException for a damaged or foreign token. */
  read(token: string | undefined, operation: string, request: object): number;
  write(before: number, operation: string, request: object): string;
}

/** When a request names no MaxResults. The reference states no default. */
export const DEFAULT_PAGE_SIZE = 100;

/** What tokens are sealed with. The key is kept in the database, so that tokens outlive a restart. */
export function openPageSeal(database: DatabaseSync): SealedTexts {
  database.exec('CREATE TABLE IF NOT EXISTS healthlake_page_key (key BLOB NOT NULL) STRICT;');
  const row = database.prepare('SELECT key FROM healthlake_page_key').get() as
    { key: Uint8Array } | undefined;
  const key = row?.key ?? randomBytes(32);
  if (!row) database.prepare('INSERT INTO healthlake_page_key (key) VALUES (?)').run(key);
  return sealedTexts(key);
}

export function createPages(seal: SealedTexts): Pages {
  const purposeOf = (operation: string, request: object): string =>
    JSON.stringify([operation, questionOf(request)]);
  return {
    read(token, operation, request) {
      if (token === undefined) return Number.MAX_SAFE_INTEGER;
      const position = seal.open(purposeOf(operation, request), token);
      if (position === undefined) throw validation('The NextToken is not valid for this request');
      return Number(position);
    },
    write: (before, operation, request) => seal.seal(purposeOf(operation, request), String(before)),
  };
}

/** What is asked for, without how much of it and from where on: the page size may change on the way. */
function questionOf(request: object): string {
  const members = Object.entries(request).filter(([name]) => name !== 'NextToken' && name !== 'MaxResults');
  return createHash('sha256').update(JSON.stringify(members.sort())).digest('hex');
}

/** Cuts `limit` items of the `limit + 1` that were read, with the number of the last where more follow. */
export function cutPage<Item extends { number: number }>(
  items: Item[],
  limit: number,
): { page: Item[]; next: number | undefined } {
  const page = items.slice(0, limit);
  return { page, next: items.length > limit ? page.at(-1)?.number : undefined };
}
