import type { Faults } from '../ground/index.ts';
import type { HealthLakeSettings } from './healthlake-settings.ts';
import { DEFAULT_SETTINGS, readSettings } from './healthlake-settings.ts';
import type { ForcedErrors } from './protocol/forced-errors.ts';
import { readForcedErrors } from './protocol/forced-errors.ts';

/** The settings as they are now. */
export interface LiveSettings {
  settings: () => HealthLakeSettings;
  configure: (change: Partial<HealthLakeSettings>) => void;
  /** Changes them from outside, and the errors that are forced upon the next calls (`failNext`). */
  faults: Faults;
}

/** @param initial what they are at the start, and again when faults are cleared */
export function createLiveSettings(
  initial: Partial<HealthLakeSettings> | undefined,
  forced: ForcedErrors,
): LiveSettings {
  const atStart: HealthLakeSettings = { ...DEFAULT_SETTINGS, ...initial };
  let current = atStart;
  return {
    settings: () => current,
    configure(change) {
      current = { ...current, ...change };
    },
    faults: {
      show: () => ({ ...current, failNext: forced.list() }),
      read({ failNext, ...change }) {
        const settings = readSettings(change, current);
        const errors = failNext === undefined ? forced.list() : readForcedErrors(failNext);
        return () => {
          current = { ...current, ...settings };
          forced.replace(errors);
        };
      },
      clear() {
        current = atStart;
        forced.replace([]);
      },
    },
  };
}
