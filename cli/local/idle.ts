import { setTimeout as pause } from 'node:timers/promises';
import type { LocalCloud } from '../../local/boot/index.ts';

/** States of an import that is still open; every other one is an end. */
const OPEN_STATES = new Set(['PLANNED', 'READY', 'STARTING', 'STARTED', 'START_FAILED']);

/** How often the cloud is asked whether it still has work. */
const LOOK_EVERY_MS = 200;

/** Waits for the end of a local cloud's work and says how it went. */
export interface IdleWatch {
  /**
   * Resolves when no work is left: 0 where at least one import ran, every import is COMPLETED and nothing was
   * rejected, otherwise 1; undefined where the person stopped it before.
   */
  exitCode(): Promise<0 | 1 | undefined>;
}

/** Begins to count rejections at once, so that none is missed. */
export function whenIdle(cloud: LocalCloud, signal: AbortSignal): IdleWatch {
  let refused = 0;
  const before = cloud
    .state()
    .then(
      ({ imports }) =>
        new Set(imports.filter(({ state }) => !OPEN_STATES.has(state)).map(({ importId }) => importId)),
    );
  const stop = cloud.onEvent((event) => {
    const type = event['detail-type'];
    if (type === 'Import File Rejected' || type === 'Import Start Failed') refused += 1;
  });
  return {
    async exitCode() {
      try {
        while (!(await cloud.isIdle())) {
          if (signal.aborted) return undefined;
          await pause(LOOK_EVERY_MS);
        }
        const known = await before;
        const imports = (await cloud.state()).imports.filter(({ importId }) => !known.has(importId));
        return imports.length > 0 && imports.every(({ state }) => state === 'COMPLETED') && refused === 0
          ? 0
          : 1;
      } finally {
        stop();
      }
    },
  };
}
