import { describe, expect, test } from '@jest/globals';
import { withDeadline } from '../../../lib/identity/with-deadline.ts';

describe('work with a deadline', () => {
  test('comes to what it comes to', async () => {
    await expect(withDeadline(10_000, Promise.resolve('done'))).resolves.toBe('done');
    await expect(withDeadline(10_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  test('that does not end is a refusal', async () => {
    const endless = new Promise<never>(() => undefined);
    await expect(withDeadline(1, endless)).rejects.toMatchObject({ code: 'too-slow' });
  });
});
