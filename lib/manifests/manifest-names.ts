/** What a name says of an object that belongs to no data. */
export type MarkerName = 'success' | 'manifest' | 'page';

/**
 * Markers by their names: `_SUCCESS`; `_manifest.json`, which is one whatever it holds; and names that pages of a bulk
 * export's manifest have, which are manifests where they hold one.
 * @param name the last segment of a key
 */
export function markerName(name: string): MarkerName | undefined {
  if (name === '_SUCCESS') return 'success';
  if (name === '_manifest.json') return 'manifest';
  return PAGE.test(name) ? 'page' : undefined;
}

const PAGE = /^_?manifest.*\.json$/s;

/** The folder of a key, with its closing "/"; "" for a key without one. */
export const folderOfKey = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/** The last segment of a key. */
export const nameOfKey = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
