import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/index.ts';

/** Fills a heap with what lives on for a while, and counts how often V8 collects the whole of it: in a job, and outside. */
const PROGRAM = `
  import { constants, PerformanceObserver } from 'node:perf_hooks';
  import { setImmediate } from 'node:timers/promises';
  import { unspared } from '${join(PROJECT, 'fhir', 'pool', 'spared-memory.ts')}';
  let collected = 0;
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  const count = (entries) => {
    collected += entries.filter(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR).length;
  };
  observer.observe({ entryTypes: ['gc'] });
  const kept = [];
  const fill = async () => {
    collected = 0;
    for (let at = 0; at < 3_000_000; at += 1) {
      kept[at % 300_000] = { at, list: [at] };
      if (at % 20_000 === 0) await setImmediate();
    }
    count(observer.takeRecords());
    return collected;
  };
  // What is the first must not tell: the heap has grown to its size before.
  await fill();
  console.log(JSON.stringify([await unspared(fill), await fill()]));
`;

function collections(...options: string[]): [inJob: number, outside: number] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...options,
      '--disable-warning=ExperimentalWarning',
      '--experimental-strip-types',
      '--input-type=module',
      '--eval',
      PROGRAM,
    ],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as [number, number];
}

test('where a process spares memory V8 collects more often, but not while a job runs', () => {
  if (!process.versions.node.startsWith('24.')) {
    process.stderr.write('not tried: the setting is of the V8 of Node 24\n');
    return;
  }
  const [inJob, outside] = collections('--memory-saver-mode');
  expect(outside).toBeGreaterThan(2 * inJob);
  const [, asEver] = collections();
  expect(outside).toBeGreaterThan(2 * asEver);
});
