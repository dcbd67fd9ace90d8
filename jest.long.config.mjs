import config from './jest.config.mjs';

/** `npm run test:long`: the tests with a case that takes more than five seconds of a processor. */
export default {
  ...config,
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: [],
  // Ends what hangs, on a busy machine too.
  testTimeout: 30 * 60_000,
};
