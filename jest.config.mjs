export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  runtime: '<rootDir>/test/runner/native-runtime.ts',
  testEnvironment: '<rootDir>/test/runner/native-environment.ts',
  injectGlobals: false,
  transform: {},
  testTimeout: 30_000,
  maxWorkers: 2,
};
