#!/usr/bin/env node
// Lives through thousands of random histories of imports (test/lib/histories.test.ts), to look for what
// some dozens do not find: `npm run soak -- 5000`. A failure prints the seed and path to repeat it with:
// INLET_SEED=... INLET_PATH=... npm run soak -- 1
import { spawnSync } from 'node:child_process';

const [count = '2000'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(count)) {
  console.error(`"${count}" is not a number of histories: npm run soak -- 5000`);
  process.exit(2);
}
const jest = ['node_modules/jest/bin/jest.js', 'test/lib/histories.test.ts'];
const { status } = spawnSync(process.execPath, jest, {
  stdio: 'inherit',
  env: { ...process.env, INLET_HISTORIES: count },
});
process.exit(status ?? 1);
