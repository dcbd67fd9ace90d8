import { DATASTORE, FAILED_IMPORT, OPEN_IMPORT } from './sample-documents.ts';

/** Every view: its name, its address below the console's, and what is on it once it is there. */
export const VIEWS: readonly [name: string, path: string, shown: string][] = [
  ['flow', '', '.flow'],
  ['imports', 'imports', '.routes'],
  ['import-open', `imports/${OPEN_IMPORT}`, '.facts'],
  ['import-failed', `imports/${FAILED_IMPORT}`, '.facts'],
  ['import-unknown', 'imports/nobody', '.empty'],
  ['stores', 'stores', '.card, .empty'],
  ['store', `stores/${DATASTORE}/Patient`, '[aria-label="Add a parameter"]'],
  ['events', 'events', '.filters'],
  ['try', 'try', '#faults'],
];
