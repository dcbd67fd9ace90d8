// The cases of many-imports.test.ts, with ten thousand imports.
process.env.INLET_LONG_IMPORTS = '10000';
await import('./many-imports.test.ts');
delete process.env.INLET_LONG_IMPORTS;

export {};
