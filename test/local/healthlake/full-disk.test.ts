import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Running } from './running.ts';
import { startHealthLake } from './running.ts';

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}\n');
});
afterEach(() => running.stop());

const noRoom = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));

test.each(['putFile', 'putBytes'] as const)(
  'a job that has no room for its results (%s) fails, and its Message says why',
  async (write) => {
    const jobId = await running.startImport();
    running.s3[write] = noRoom;
    await running.clock.advance(1);
    expect(await running.describeImport(jobId)).toMatchObject({
      JobStatus: 'FAILED',
      Message: 'The disk of the local cloud is full: make room and try again.',
    });
  },
);
