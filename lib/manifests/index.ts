/**
 * In: manifests and logs of exports as they lie in S3, and the keys of a drop's files.
 * Out: what they announce, what of it is missing, and which files are not to be imported.
 * Touches: S3 by the client that it is given.
 */
export type { Announcement, Announcements, KeyedManifest, LeftOutReason } from './announcements.ts';
export { announcementsOf, isComplete } from './announcements.ts';
export { folderOfKey, markerName, nameOfKey } from './manifest-names.ts';
export { isExportLog, readManifest } from './read-manifest.ts';
