import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { RoleCaller } from '../ground/index.ts';
import { createRecords } from '../ground/index.ts';

/** The credentials of roles that were assumed by a call. They are kept, so that they hold after a restart. */
export interface Sessions {
  /** Makes credentials of a role; returns their access key. */
  begin: (session: Required<RoleCaller>) => string;
  /** Whose access key this is. */
  callerOf: (accessKeyId: string) => RoleCaller | undefined;
  reset: () => void;
}

export function createSessions(database: DatabaseSync): Sessions {
  const sessions = createRecords<RoleCaller>(database, 'sts_session');
  return {
    begin(session) {
      const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
      sessions.put(accessKeyId, session);
      return accessKeyId;
    },
    callerOf: sessions.get,
    reset: sessions.clear,
  };
}
