/**
 * What the C library reads when a process begins (GNU C Library manual, "Memory Allocation Tunables"). A local cloud has twenty
 * threads; left alone, each keeps what it has freed for itself, and what was freed stays with the process. One arena for all takes less than
 * two, and no more time that could be measured: what is large is not in it. Other C libraries pass these over.
 */
const ALLOCATION = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * The nursery of the main thread's heap, MB (V8's three parts of it together are three times that). V8 lets it grow to some hundred where
 * many requests are answered at once, and keeps it. Threads have their own (`resourceLimits`), which the option would overrule.
 */
const NURSERY = '--max-semi-space-size';
const NURSERY_MB = 2;

/**
 * Has V8 collect each heap before it grows by more than a third; left alone, it lets one more than double. Who looks for it in
 * `process.execArgv` may lift it for a while (fhir/pool/spared-memory.ts). A V8 that does not know it would not start: it is said to
 * that of Node 24 alone.
 */
const SAVER = '--memory-saver-mode';
const KNOWS_SAVER = 24;

/** What was opened for this process alone, a pipe of the shell or a parent's channel, would be closed. */
const hasOwnPipes = () =>
  'NODE_CHANNEL_FD' in process.env ||
  process.argv.some((argument) => /^(?:\/dev|\/proc\/\w+)\/fd\//.test(argument));

/** The first Node that can begin its process anew without a warning. */
const SINCE = 24;

/**
 * Has this process, which is to run for long and in many threads, take less memory: begins it anew, under the same number,
 * with `ALLOCATION` and a small nursery, unless the person has said something of their own.
 */
export function spareMemory() {
  if (Number.parseInt(process.versions.node, 10) < SINCE) return;
  const isSaid = 'MALLOC_ARENA_MAX' in process.env;
  const nursery = `${NURSERY}=${NURSERY_MB}`;
  const savers = Number.parseInt(process.versions.node, 10) === KNOWS_SAVER ? [SAVER] : [];
  if (process.platform === 'linux' && !isSaid && !hasOwnPipes()) {
    const options = [...savers, ...(isOwn(NURSERY) ? [] : [nursery]), ...process.execArgv];
    process.execve(process.execPath, [process.execPath, ...options, ...process.argv.slice(1)], {
      ...process.env,
      ...ALLOCATION,
    });
  }
  // Programs and threads that this one starts are not meant.
  for (const [name, value] of Object.entries(ALLOCATION))
    if (process.env[name] === value) delete process.env[name];
  if (process.execArgv[savers.length] !== nursery) return;
  process.execArgv.splice(savers.length, 1);
  process.getBuiltinModule('node:v8').setFlagsFromString(`${NURSERY}=0`);
}

/** True where the person sets an option of V8's. */
const isOwn = (option) =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-').includes(option);
