/**
 * Reads a function's settings from its environment, once, at start. A missing one ends the start with the
 * names of all that are missing: better than a call to a table named "undefined".
 */
export function readSettings<Name extends string>(...names: Name[]): Record<Name, string> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    throw new Error(
      `missing in the function's environment: ${missing.join(', ')} (set them in serverless.yml)`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** Reads settings that may be missing; an empty one is as good as none. */
export const readOptionalSettings = <Name extends string>(...names: Name[]): Partial<Record<Name, string>> =>
  Object.fromEntries(
    names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  ) as Partial<Record<Name, string>>;

/**
 * Every key of the inbox is watched: a job whose results went there would start the next one. Ends the start where two
 * of the stage's buckets are the same.
 */
export function checkDistinctBuckets(buckets: Readonly<Record<string, string>>): void {
  for (const [name, bucket] of Object.entries(buckets)) {
    const [other] = Object.entries(buckets).find(([key, value]) => key !== name && value === bucket) ?? [];
    if (other !== undefined)
      throw new Error(`${name} and ${other} are both "${bucket}", but each must be a bucket of its own`);
  }
}
