const EVERY = Symbol('*');

/** A parsed JSON path of the kind EventBridge takes: member names, indexes, and `*` for every element. */
export type JsonPath = readonly (string | number | typeof EVERY)[];

/** @throws Error where the path is not of the form EventBridge documents: `$.detail.items[0].key`, `$.resources[*]` */
export function parseJsonPath(path: string): JsonPath {
  const steps = /^\$(?:\.[\w\-/]+|\.\*|\[\d+\]|\[\*\])*$/.test(path)
    ? [...path.matchAll(/\.(?<name>[\w\-/]+)|\[(?<index>\d+)\]|\*/g)]
    : undefined;
  if (!steps) throw new Error(`Invalid JSON path: ${path}`);
  return steps.map(
    ({ groups }) => groups?.name ?? (groups?.index === undefined ? EVERY : Number(groups.index)),
  );
}

/** What the path leads to; undefined when it leads nowhere. With `*`, the list of all that it leads to. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (step !== EVERY)
    return Object.hasOwn(value, step) ? valueAt((value as Record<string, unknown>)[step], rest) : undefined;
  return Object.values(value)
    .map((element: unknown) => valueAt(element, rest))
    .filter((element) => element !== undefined);
}
