/** A request that passed the model's constraints: required members are there, unions are of a known kind. */
export type Checked<T> = T extends { $unknown: [string, unknown] }
  ? never
  : T extends Date
    ? T
    : T extends readonly (infer Item)[]
      ? Checked<Item>[]
      : T extends object
        ? { [Member in keyof T]: Checked<Exclude<T[Member], undefined>> }
        : T;
