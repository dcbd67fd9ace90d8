import type * as Jest from '@jest/globals';

/** What `@jest/globals` gives to test files: that of the file that is running, also in modules that files share. */
export let afterAll: typeof Jest.afterAll;
export let afterEach: typeof Jest.afterEach;
export let beforeAll: typeof Jest.beforeAll;
export let beforeEach: typeof Jest.beforeEach;
export let describe: typeof Jest.describe;
export let expect: typeof Jest.expect;
export let it: typeof Jest.it;
export let jest: Pick<typeof Jest.jest, 'fn' | 'restoreAllMocks' | 'spyOn'>;
export let test: typeof Jest.test;

export type Globals = Omit<typeof Jest, 'jest'> & { jest: typeof jest };

export function setGlobals(globals: Globals): void {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals);
}
