export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // `npm run test:long` runs these.
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  // Node itself loads tests and sources, without a VM for each file.
  runtime: '<rootDir>/test/runner/native-runtime.ts',
  testEnvironment: '<rootDir>/test/runner/native-environment.ts',
  // One temporary folder for all of a run, which is removed at its end.
  globalSetup: '<rootDir>/test/runner/temporary-folder.mjs',
  globalTeardown: '<rootDir>/test/runner/remove-temporary-folder.mjs',
  testSequencer: '<rootDir>/test/runner/sequencer.ts',
  injectGlobals: false,
  transform: {},
  // Ends what hangs; on a busy machine nothing else takes so long.
  testTimeout: 180_000,
  maxWorkers: 2,
  // A process that leaves nothing behind still takes over half a second to end when it has run for minutes beside much else:
  // Jest's own limit. What is left behind is told all the same, this much later.
  workerGracefulExitTimeout: 20_000,
};
