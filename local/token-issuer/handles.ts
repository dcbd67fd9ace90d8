import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { createRecords } from '../ground/index.ts';

/** What somebody has let an app do. */
export interface Grant {
  clientId: string;
  scope: string;
  /** Of the data store, with a slash at its end. */
  endpoint: string;
  /** Launch context. */
  patient?: string;
  /** Who has let it in, as an address of a resource. */
  fhirUser?: string;
  /** Ties an ID token to the app's session (OpenID Connect Core 1.0, chapter 3.1.2.1). */
  nonce?: string;
}

/** What a handle stands for, by its kind. */
export interface Meanings {
  /** An authorization code, with what its redemption must fit. */
  code: Grant & { redirectUri: string; challenge: string };
  refresh: Grant;
  /** What an EHR says of the launch of an app. */
  launch: Pick<Grant, 'endpoint' | 'patient' | 'fhirUser'>;
}

type Kind = keyof Meanings;

/** Seconds of the cloud's time for which a handle is good. */
const LIFETIME_SECONDS: Readonly<Record<Kind, number>> = {
  code: 60,
  launch: 600,
  refresh: 90 * 24 * 3600,
};

/** Random texts that stand for a grant, each good once. Only their hashes are kept. */
export interface Handles {
  /** @param family that of the handle it follows; its own unless said */
  issue: <Of extends Kind>(kind: Of, meaning: Meanings[Of], family?: string) => string;
  /**
   * What it stands for, this one time. Who comes with a used one may have stolen it, or been stolen from: then its whole
   * family is good no more (RFC 6749, chapter 4.1.2; RFC 9700, chapter 4.14.2).
   * @returns undefined for one that is unknown, used or too old
   */
  redeem: <Of extends Kind>(
    kind: Of,
    handle: string,
  ) => { meaning: Meanings[Of]; family: string } | undefined;
  /** What it stands for, without using it up. */
  look: <Of extends Kind>(kind: Of, handle: string) => Meanings[Of] | undefined;
  /** Whether a text comes for the first time. @param until epoch milliseconds of the cloud's time up to which it is remembered */
  isFirst: (text: string, until: number) => boolean;
  reset: () => void;
}

interface Kept {
  key: string;
  kind: Kind | 'once';
  family: string;
  /** Epoch milliseconds of the cloud's time. */
  expires: number;
  isUsed: boolean;
  meaning: Meanings[Kind] | null;
}

/** @param now epoch milliseconds of the cloud's time */
export function openHandles(database: DatabaseSync, now: () => number): Handles {
  const records = createRecords<Kept>(database, 'issuer_handle');
  const found = (kind: Kind, handle: string): Kept | undefined => {
    const kept = records.get(keyOf(handle));
    return kept?.kind === kind && kept.expires > now() ? kept : undefined;
  };
  const forget = (isForgotten: (kept: Kept) => boolean): void => {
    for (const kept of records.list()) if (isForgotten(kept)) records.remove(kept.key);
  };
  return {
    issue(kind, meaning, family) {
      forget(({ expires }) => expires <= now());
      const handle = randomBytes(32).toString('base64url');
      const key = keyOf(handle);
      const expires = now() + LIFETIME_SECONDS[kind] * 1000;
      records.put(key, { key, kind, family: family ?? key, expires, isUsed: false, meaning });
      return handle;
    },
    redeem<Of extends Kind>(kind: Of, handle: string) {
      const kept = found(kind, handle);
      if (!kept) return undefined;
      if (kept.isUsed) {
        forget(({ family }) => family === kept.family);
        return undefined;
      }
      records.put(kept.key, { ...kept, isUsed: true });
      return { meaning: kept.meaning as Meanings[Of], family: kept.family };
    },
    look<Of extends Kind>(kind: Of, handle: string) {
      const kept = found(kind, handle);
      return kept && !kept.isUsed ? (kept.meaning as Meanings[Of]) : undefined;
    },
    isFirst(text, until) {
      forget(({ expires }) => expires <= now());
      const key = keyOf(text);
      if (records.get(key) !== undefined) return false;
      records.put(key, { key, kind: 'once', family: key, expires: until, isUsed: true, meaning: null });
      return true;
    },
    reset: records.clear,
  };
}

/** A handle is found by its hash: how long that takes tells nothing of another one. */
const keyOf = (handle: string): string => createHash('sha256').update(handle).digest('base64url');
