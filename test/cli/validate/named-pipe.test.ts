import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inputFiles } from '../../../cli/validate/input-files.ts';
import { temporaryFolder } from '../../support/cloud.ts';

test('a named pipe that nobody writes into is let go of when the command is to end', async () => {
  const { folder, remove } = await temporaryFolder();
  const pipe = join(folder, 'pipe.ndjson');
  execFileSync('mkfifo', [pipe]);
  const ending = new AbortController();
  try {
    const reading = inputFiles([pipe], ending.signal).then(
      () => 'ended',
      () => 'ended',
    );
    ending.abort();
    expect(await reading).toBe('ended');
    expect(() => {
      closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    }).toThrow('ENXIO');
  } finally {
    await remove();
  }
});
