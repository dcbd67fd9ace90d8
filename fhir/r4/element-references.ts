import { ID_FORM } from './id.ts';

/**
 * The elements of a resource that paths lead to; those that repeat are all followed.
 * @param paths element paths without the type, separated by spaces: `participant.actor entity.what`
 */
export const elementsByPath = (resource: unknown, paths: string): unknown[] =>
  paths
    .split(' ')
    .flatMap((path) =>
      path
        .split('.')
        .reduce<unknown[]>(
          (from, member) =>
            from.flatMap((element) =>
              typeof element === 'object' && element !== null
                ? (element as Record<string, unknown>)[member]
                : [],
            ),
          [resource],
        ),
    )
    .filter((element) => element !== undefined && element !== null);

/** The texts of `Reference.reference` below some elements of a resource. */
export function* referencesAt(resource: unknown, paths: string): Generator<string> {
  for (const element of elementsByPath(resource, paths)) {
    const { reference } = element as { reference?: unknown };
    if (typeof reference === 'string') yield reference;
  }
}

const REFERENCE = new RegExp(
  `^(?<base>https?://.+/)?(?<type>[A-Z][A-Za-z]*)/(?<id>${ID_FORM})(?:/_history/[A-Za-z0-9.-]+)?$`,
);

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
