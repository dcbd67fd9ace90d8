import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inS3Order } from '../../../lib/s3/key-order.ts';

test('keys are ordered by the bytes of their UTF-8', () => {
  const key = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(inS3Order(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
