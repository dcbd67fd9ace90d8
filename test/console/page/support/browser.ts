import { describe, test } from '@jest/globals';
import { chromiumPath } from './start-browser.ts';

export { startBrowser } from './start-browser.ts';

/** Tests that need a browser; without one they are skipped, and their name says why. */
export const describeInBrowser = (name: string, tests: () => void): void => {
  if (chromiumPath() !== undefined) {
    describe(name, tests);
    return;
  }
  describe(name, () => {
    test.skip('skipped: no chromium here; apt-get install chromium, or CHROMIUM says where one is', () =>
      undefined);
  });
};
