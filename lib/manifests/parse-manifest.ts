/** A file that a manifest announces: the name it is known by, and its resource type where the manifest says it. */
export interface Output {
  name: string;
  type?: string;
}

/** What the text of a manifest says. Names are the last segments of URLs, decoded, or a list's own, with their folders. */
export interface Manifest {
  /** A list of names that somebody wrote for Inlet, or the manifest of a bulk export. */
  kind: 'list' | 'export';
  outputs: Output[];
  /** What an export could not give, and what was deleted at its source: files that are not to be imported. */
  errors: string[];
  deleted: string[];
  /** True where another page of it follows. */
  hasNext: boolean;
}

/** What a `type` may look like that is told in events. */
const TYPE = /^[A-Z][A-Za-z]{0,63}$/;

/** Names of a list that stand for data; what else is in a list is beside it. */
const DATA_NAME = /\.(ndjson|jsonl)(\.\w+)?$/i;

/**
 * Reads a manifest: a JSON array of file names, an object whose `files` is one, or the manifest of a bulk export (HL7 FHIR
 * Bulk Data Access, "Complete Status"), whose `output[].url` end in the file names; so do those of `error` and `deleted`.
 * Pages of it are linked by `link` with relation `next`.
 * @returns undefined for any other text
 */
export function parseManifest(text: string): Manifest | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { files, output, error, deleted, link } = (manifest ?? {}) as Record<string, unknown>;
  const list = textsOf(Array.isArray(manifest) ? manifest : files);
  const named = { errors: fileNamesOf(error), deleted: fileNamesOf(deleted) };
  if (list) {
    const outputs = [...new Set(list)].filter((name) => DATA_NAME.test(name)).map((name) => ({ name }));
    return { kind: 'list', outputs, ...named, hasNext: false };
  }
  const outputs = outputsOf(output);
  return outputs && { kind: 'export', outputs, ...named, hasNext: linksToNext(link) };
}

const textsOf = (names: unknown): string[] | undefined =>
  Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '')
    ? (names as string[])
    : undefined;

type Item = { url?: unknown; type?: unknown } | null;

/** A bulk export's list of `{type, url}`; undefined where it is none. */
function outputsOf(items: unknown): Output[] | undefined {
  if (!Array.isArray(items)) return undefined;
  const outputs = items.flatMap((item: Item): Output[] => {
    const { url, type } = item ?? {};
    if (typeof url !== 'string' || url === '') return [];
    return [{ name: fileNameOf(url), ...(typeof type === 'string' && TYPE.test(type) && { type }) }];
  });
  return outputs.length === items.length ? outputs : undefined;
}

const fileNamesOf = (items: unknown): string[] => (outputsOf(items) ?? []).map(({ name }) => name);

const linksToNext = (links: unknown): boolean =>
  Array.isArray(links) && links.some((link: { relation?: unknown } | null) => link?.relation === 'next');

/** The last segment of a URL, decoded; as it is where it is not encoded as a URL should be. */
function fileNameOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
