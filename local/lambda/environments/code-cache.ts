import { basename } from 'node:path';

/** What V8 makes of a bundle's source, some 0.7 MB each, as the threads of this process share it. */
export type CompiledCode = Uint8Array<SharedArrayBuffer>;

/** As many bundles as two clouds of one process may have: those of one stage are five. */
const MOST = 10;

const compiled = new Map<string, CompiledCode>();

/** By the folder that is named for the artifact's content (artifact.ts), and the handler's module in it. */
const keyOf = (taskRoot: string, handler: string): string => `${basename(taskRoot)} ${handler}`;

/**
 * What an earlier execution environment of this process has compiled of the same artifact, wherever it is unpacked.
 * A third of what a start takes is to compile the bundle, and functions that are only compiled when they are called.
 */
export const compiledCode = (taskRoot: string, handler: string): CompiledCode | undefined =>
  compiled.get(keyOf(taskRoot, handler));

export function keepCompiledCode(taskRoot: string, handler: string, code: CompiledCode): void {
  compiled.set(keyOf(taskRoot, handler), code);
  const [oldest] = compiled.keys();
  if (oldest !== undefined && compiled.size > MOST) compiled.delete(oldest);
}
