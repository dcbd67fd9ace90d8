import { expect, test } from '@jest/globals';
import { createWorkerThreads, VALIDATE_WORKER } from '../../../fhir/pool/worker-threads.ts';

test('a job ends with the error of a thread that works with another, and the other does not wait for it', async () => {
  const threads = createWorkerThreads();
  const validator = { r4Folder: '', packages: ['is-not-there.tgz'], unknownProfiles: 'refuse' };
  const order = { validator, level: 'strict', longestLine: 1 };
  // Two that validate, of which the first works for the second: each waits for requests.
  await expect(
    threads.run({ program: VALIDATE_WORKER, order }, () => Promise.reject(new Error('asks nothing')), [
      { program: VALIDATE_WORKER, order },
    ]),
  ).rejects.toThrow('is-not-there');
  await threads.close();
});
