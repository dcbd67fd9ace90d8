/**
 * In: S3 "Object Created" events and listings.
 * Out: one ledger row for each write of a key; "Import File Rejected" events; duplicates that are settled or wait again.
 * Touches: the ledger, S3 (heads, manifests) and the bus.
 */
export type { ObjectClass } from './classify.ts';
export { classify, isImportFile } from './classify.ts';
export { manifestsAmong } from './manifests-among.ts';
export { recordArrivals } from './record-arrivals.ts';
export { recordListed } from './record-file.ts';
export { recordListing } from './record-listing.ts';
export type { ArrivalDeps } from './record-object.ts';
export { rejectFile } from './reject-file.ts';
export type { DuplicatesReport } from './settle-duplicates.ts';
export { settleDuplicates } from './settle-duplicates.ts';
export type { KeyDeps } from './writes-of-key.ts';
export { isCurrent, isSameWrite, writesOf } from './writes-of-key.ts';
