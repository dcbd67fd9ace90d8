import type { OperationName } from '../../../lib/healthlake/index.ts';
import type { Clock } from '../../ground/index.ts';
import { throttled } from '../errors.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';

/**
 * The account's request rates: a bucket of tokens per operation, as large as the rate, filled by the cloud's
 * time. Returns a check that throws ThrottlingException; it lets all pass while throttling is off.
 */
export function createThrottle(
  clock: Clock,
  settings: () => HealthLakeSettings,
): (operation: OperationName) => void {
  const buckets = new Map<OperationName, { tokens: number; at: number }>();
  return (operation) => {
    const { throttling, requestRates } = settings();
    if (!throttling) return;
    const { requests, seconds } = requestRates[operation];
    const now = clock.now();
    const { tokens, at } = buckets.get(operation) ?? { tokens: requests, at: now };
    const filled = Math.min(requests, tokens + ((now - at) / 1000) * (requests / seconds));
    buckets.set(operation, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    if (filled < 1) throw throttled();
  };
}
