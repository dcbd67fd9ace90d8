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
