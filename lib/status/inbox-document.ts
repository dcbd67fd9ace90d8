import type { RejectionReason } from '../../events/index.ts';

/* What `inlet status --json` answers of what lies in the inbox, or does not. */

/** What a drop's manifest names and the inbox has not. */
export interface MissingFiles {
  /** The key of the manifest. */
  manifest: string;
  files: number;
  /** The first of them by key; empty where the manifest has no names to look for. */
  keys: string[];
  /** Where files are counted instead: what is named and what is there, by resource type. */
  types: { type: string; announced: number; present: number }[];
  /** True where a page of the manifest itself is missing, or several say that they are its last. */
  lacksPage: boolean;
  /** True where the manifest cannot be read, and what it names is not known. */
  isUnreadable: boolean;
}

/** What the inbox holds under a key of which nothing is recorded, or of which a write waits. */
export interface FoundObject {
  as:
    | 'nothing'
    | 'folder'
    | 'file'
    | 'hidden'
    | 'tolerated'
    | 'placeholder'
    | 'marker'
    | 'manifest'
    | 'export-log'
    | 'rejected';
  /** Of a folder the first key below it, of a hidden name where that begins; else null. */
  example: string | null;
  /** Why it is rejected. */
  reason?: RejectionReason;
}
