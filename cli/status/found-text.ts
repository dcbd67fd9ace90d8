import type { FoundObject } from '../../lib/status/index.ts';

const FOUND: Readonly<Record<FoundObject['as'], string>> = {
  nothing: 'no such object, and none was recorded',
  folder: 'a folder',
  file: 'a file of which nothing is recorded yet',
  hidden: 'an object with a hidden name, which is left alone',
  tolerated: 'a file that is left alone for its name',
  placeholder: 'an empty object that stands for a folder',
  marker: 'a marker, which says that its folder is whole',
  manifest: 'a manifest, which says what its folder has to hold',
  'export-log': 'the log of an export, which is left alone',
  rejected: 'an object that is none to import',
};

/** What lies under a key, in words. */
export const foundText = ({ as, reason }: FoundObject): string =>
  reason === undefined ? FOUND[as] : `${FOUND[as]} (${reason})`;
