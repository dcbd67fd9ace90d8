/** What of a data store an export writes, who asked for it and how. */
export interface ExportSelection {
  /** Undefined for all resource types. */
  types: readonly string[] | undefined;
  /** Resources that were changed from then on and until then, epoch milliseconds. */
  since: number | undefined;
  until: number | undefined;
  /** Resources in the compartment of any patient, or of these. */
  patients: 'any' | readonly string[] | undefined;
  /** Resources that have one of these codes in `meta`, in each of the lists: `system|code`, `code` or `|code`. */
  labels: readonly { member: 'tag' | 'security'; codes: readonly string[] }[];
  /** The URL that was asked, and by whom. */
  request: string;
  owner: string;
}

export interface ExportedFile {
  type: string;
  /** Below the job's folder. */
  key: string;
}
