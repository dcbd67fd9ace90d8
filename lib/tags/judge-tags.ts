/** Tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** How a data store's tags stand to those that the stage requires. */
export interface TagsVerdict {
  /** Required tags that the store lacks, with their values. */
  missing: Tags;
  /** Keys of required tags that have another value, in order. */
  drifted: string[];
}

export function judgeTags(required: Tags, actual: Tags): TagsVerdict {
  const missing = Object.entries(required).filter(([key]) => !Object.hasOwn(actual, key));
  return {
    missing: Object.fromEntries(missing),
    drifted: Object.keys(required)
      .filter((key) => Object.hasOwn(actual, key) && actual[key] !== required[key])
      .sort(),
  };
}
