import { existsSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { eventFileName, eventSchemas, openForm } from '../../events/index.ts';

/** Where a schema of `schemaVersion` "1" lies as it was when that version was first released. */
const releasedPath = (name: string): string => `events/released/1/${name}.schema.json`;

/**
 * The schemas of the events that Inlet sends, as they are published: open to what is added later. A schema that was written
 * as a closed one becomes open here; one that is open already stays as it is. By path from the root of the repository.
 */
export async function publishedSchemas(root: URL): Promise<Map<string, string>> {
  const files = eventSchemas.map(async (schema): Promise<[string, string]> => {
    const name = eventFileName(schema.title);
    const path = `events/${name}.schema.json`;
    const released = new URL(releasedPath(name), root);
    const first = existsSync(released) ? (JSON.parse(readFileSync(released, 'utf8')) as object) : undefined;
    const options = await resolveConfig(new URL(path, root));
    return [
      path,
      await format(JSON.stringify(openForm(schema, first), null, 2), { ...options, parser: 'json' }),
    ];
  });
  return new Map(await Promise.all(files));
}
