export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.serverless/', '<rootDir>/.inlet/'],
  testTimeout: 30_000,
  maxWorkers: 2,
  // Modules of finished files stay in a worker's memory (V8 keeps what vm modules compiled), and every collection looks at them.
  workerIdleMemoryLimit: '400MB',
};
