/**
 * The texts of `Reference.reference` below some elements of a resource.
 * @param paths element paths without the type, separated by spaces: `participant.actor entity.what`
 */
export function* referencesAt(resource: unknown, paths: string): Generator<string> {
  for (const path of paths.split(' ')) {
    for (const value of valuesAt([resource], path.split('.'))) {
      const { reference } = value as { reference?: unknown };
      if (typeof reference === 'string') yield reference;
    }
  }
}

/** The objects that a path leads to; elements that repeat are all followed. */
function valuesAt(from: readonly unknown[], path: readonly string[]): object[] {
  const [member, ...rest] = path;
  const objects = from.flat().filter((value) => typeof value === 'object' && value !== null);
  if (member === undefined) return objects;
  return valuesAt(
    objects.map((value) => (value as Record<string, unknown>)[member]),
    rest,
  );
}

const REFERENCE =
  /^(?<base>https?:\/\/.+\/)?(?<type>[A-Z][A-Za-z]*)\/(?<id>[A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]+)?$/;

/** What a literal reference points to. */
export interface Target {
  resourceType: string;
  id: string;
}

/**
 * Type and id of a reference into the data store of this endpoint, relative or absolute, with or without a version.
 * Undefined for everything else: another server's resource of the same type and id is another resource.
 */
export function localTarget(reference: string, endpoint: string): Target | undefined {
  const { base, type, id } = REFERENCE.exec(reference)?.groups ?? {};
  if (type === undefined || id === undefined || (base !== undefined && base !== endpoint)) return undefined;
  return { resourceType: type, id };
}
