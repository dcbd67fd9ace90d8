import type { Export as ConfiguredExport } from '../../config/index.ts';

export type { ConfiguredExport };

/** An export with everything filled in: the configuration's own members, or the stack's where it names none. */
export type Export = Pick<ConfiguredExport, 'name' | 'schedule' | 'outputPrefix' | 'keep' | 'fanOut'> &
  Required<Pick<ConfiguredExport, 'bucket' | 'dataAccessRoleArn' | 'kmsKeyId'>> & {
    /** Of its data store: 32 hexadecimal digits. */
    datastoreId: string;
  };

/** What the stack has for exports that name none of their own. */
export interface StackDefaults {
  resultsBucket: string;
  dataAccessRoleArn: string;
  kmsKeyId: string;
}

/** A stage's exports as they can be used now. */
export interface KnownExports {
  exports: readonly Export[];
  /** Exports whose data store is not known now, with the error's name. */
  unresolvedExports: ReadonlyMap<string, string>;
}

/** Fills exports in; those whose data store is not known are left out. */
export const exportsOf = (
  configured: readonly ConfiguredExport[],
  { resultsBucket, ...stack }: StackDefaults,
  datastoreIds: ReadonlyMap<string, string>,
): Export[] =>
  configured.flatMap(({ dataStore: _dataStore, ...one }) => {
    const datastoreId = datastoreIds.get(one.name);
    return datastoreId === undefined ? [] : { bucket: resultsBucket, ...stack, ...one, datastoreId };
  });

/** An export, or why none of its runs can go on; `errorName` where that may pass. */
export type FoundExport =
  { export: Export } | { export: undefined; because: string; errorName?: string | undefined };

/** Finds the export of a run, which a new configuration may have left out. */
export function findExport({ exports, unresolvedExports }: KnownExports, name: string): FoundExport {
  const found = exports.find((known) => known.name === name);
  if (found) return { export: found };
  const errorName = unresolvedExports.get(name);
  return errorName === undefined
    ? { export: undefined, because: `the configuration has no export "${name}"` }
    : { export: undefined, because: `it has no data store (${errorName})`, errorName };
}
