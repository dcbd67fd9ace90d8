import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Texts that say nothing to those who hand them back: where a page of a list ends, say. */
export interface SealedTexts {
  /** @param purpose what the text is good for; the same is to be named where it is opened. @returns base64url */
  seal: (purpose: string, text: string) => string;
  /** Undefined for what was not sealed so, for another purpose or with another key. */
  open: (purpose: string, sealed: string) => string | undefined;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Texts are as long as a multiple of it: a number does not show how many digits it has. */
const BLOCK_BYTES = 16;
const PADDING = '\0';

/** @param key 32 bytes */
export function sealedTexts(key: Uint8Array): SealedTexts {
  const options = { authTagLength: TAG_BYTES };
  return {
    seal(purpose, text) {
      const length = Buffer.byteLength(text);
      const padded = text + PADDING.repeat(BLOCK_BYTES - (length % BLOCK_BYTES));
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, options).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(padded, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      // Other texts may lead to the same bytes.
      if (bytes.toString('base64url') !== sealed) return undefined;
      try {
        const [nonce, behind] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
        const decipher = createDecipheriv(CIPHER, key, nonce, options)
          .setAAD(Buffer.from(purpose))
          .setAuthTag(behind.subarray(0, TAG_BYTES));
        const text = Buffer.concat([decipher.update(behind.subarray(TAG_BYTES)), decipher.final()]);
        return text.toString('utf8').replaceAll(PADDING, '');
      } catch {
        return undefined;
      }
    },
  };
}
