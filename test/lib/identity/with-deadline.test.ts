import { describe, expect, test } from '@jest/globals';
import { withinTime } from '../../../lib/identity/with-deadline.ts';

describe('work within a time', () => {
  test('comes to what it comes to', async () => {
    await expect(withinTime(10_000, Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinTime(10_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  test('that does not end is a refusal', async () => {
    const endless = new Promise<never>(() => undefined);
    await expect(withinTime(1, endless)).rejects.toMatchObject({ code: 'too-slow' });
  });
});
