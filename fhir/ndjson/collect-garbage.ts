let collect: (() => void) | undefined;

/**
 * Frees what nothing refers to any more, now. V8 waits until the heap has grown well beyond what lives, which is
 * right for many small objects and wrong for a few of a hundred megabytes. Costs milliseconds.
 */
export function collectGarbage(): void {
  if (!collect) {
    // Loaded only here: few lines are so long, and a short command would wait for it.
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
  }
  collect();
}
