/** A file of an export: `<folder><ResourceType>/<name>.ndjson` (field reports; the API reference does not say). */
const EXPORTED = /^([A-Z][A-Za-z]{0,63})\/.*\.ndjson$/;

/**
 * The resource type of an object in an export job's folder, by the name of its own folder.
 * @param folder the job's folder, with its closing slash
 * @returns undefined for what is no file of the export
 */
export function exportedFileOf(folder: string, key: string): { resourceType: string } | undefined {
  const [, resourceType] = key.startsWith(folder) ? (EXPORTED.exec(key.slice(folder.length)) ?? []) : [];
  return resourceType === undefined ? undefined : { resourceType };
}
