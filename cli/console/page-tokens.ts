import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { UsageError } from '../../errors/index.ts';

/** Places where pages end, as texts that say nothing: a place may hold the name of a file, and a token stands in an address. */
export interface PageTokens {
  /** @param list names the list that has the page: which import's files, or by which filter */
  seal: (list: string, place: object) => string;
  /** @throws UsageError for what was not sealed here, or of another list */
  open: (list: string, token: string) => unknown;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret of the stage: a page's token goes on being good when its console is started again */
export function pageTokens(secret: string): PageTokens {
  const key = createHash('sha256').update(`console pages ${secret}`).digest();
  return {
    seal(list, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(list, 'utf8'));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(place), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(list, token) {
      const bytes = Buffer.from(token, 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(list, 'utf8'))
          .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const text = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
          decipher.final(),
        ]);
        return JSON.parse(text.toString('utf8')) as unknown;
      } catch (cause) {
        throw new UsageError('this is no nextToken of this list: begin with its first page', {
          actual: 'another text',
          expected: 'the nextToken of the page before',
          cause,
        });
      }
    },
  };
}
