/** What is read of a JSON Schema: enough to say that an event is what it claims to be, and not that it is right in every value. */
export interface Shape {
  type?: string | readonly string[];
  const?: unknown;
  required?: readonly string[];
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
}

/**
 * Where a value breaks its schema's `type`, `const` or `required`: in words, without the value. Undefined where it does not.
 * @param path of the value, for the words
 */
export function brokenRule(value: unknown, shape: Shape, path: string): string | undefined {
  const types = [shape.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOf(value, type)))
    return `${path} must be ${types.join(' or ')}`;
  if ('const' in shape && value !== shape.const) return `${path} must be ${JSON.stringify(shape.const)}`;
  if (Array.isArray(value) && shape.items)
    return firstOf(value.keys(), (at) => brokenRule(value[at], shape.items ?? {}, `${path}[${at}]`));
  if (!isOf(value, 'object')) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const missing = shape.required?.find((name) => members[name] === undefined);
  if (missing !== undefined) return `${path} must have ${missing}`;
  return firstOf(Object.entries(shape.properties ?? {}), ([name, member]) =>
    members[name] === undefined ? undefined : brokenRule(members[name], member, `${path}.${name}`),
  );
}

function firstOf<Item>(
  items: Iterable<Item>,
  broken: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const why = broken(item);
    if (why !== undefined) return why;
  }
  return undefined;
}

const isOf = (value: unknown, type: string): boolean =>
  ({
    null: value === null,
    array: Array.isArray(value),
    object: typeof value === 'object' && value !== null && !Array.isArray(value),
    integer: Number.isInteger(value),
  })[type] ?? typeof value === type;
