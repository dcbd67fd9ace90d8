import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Before all tests: what they and the programs that they start make in the temporary folder goes into one of the run's own,
 * and leaves with it, be it that a test dies before it removes what it made.
 */
export default function setUp() {
  const machines = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'inlet-tests-'));
  process.env.TMPDIR = folder;
  globalThis.inletTests = { folder, machines };
}

/** After all tests. */
export function tearDown() {
  const { folder, machines } = globalThis.inletTests;
  if (machines === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = machines;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
