/**
 * What the C library reads when a process begins (GNU C Library manual, "Memory Allocation Tunables"). A local cloud has twenty
 * threads; left alone, each keeps what it has freed for itself, and what was freed stays with the process. Other C
 * libraries pass these over.
 */
const ALLOCATION = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** What was opened for this process alone, a pipe of the shell or a parent's channel, would be closed. */
const hasOwnPipes = () =>
  'NODE_CHANNEL_FD' in process.env ||
  process.argv.some((argument) => /^(?:\/dev|\/proc\/\w+)\/fd\//.test(argument));

/** The first Node that can begin its process anew without a warning. */
const SINCE = 24;

/**
 * Has this process, which is to run for long and in many threads, take less memory: begins it anew, under the same number,
 * with `ALLOCATION`, unless the person has said something of their own.
 */
export function spareMemory() {
  if (Number.parseInt(process.versions.node, 10) < SINCE) return;
  const isSaid = 'MALLOC_ARENA_MAX' in process.env;
  if (process.platform === 'linux' && !isSaid && !hasOwnPipes()) {
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
      ...process.env,
      ...ALLOCATION,
    });
  }
  // Programs that this one starts are not meant.
  for (const [name, value] of Object.entries(ALLOCATION))
    if (process.env[name] === value) delete process.env[name];
}
