import { TokenRefused } from './refusal.ts';

/**
 * Settles as `work` does within `milliseconds`; a later result is ignored.
 * @throws TokenRefused `too-slow` after that time
 */
export async function withDeadline<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TokenRefused('too-slow'));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
