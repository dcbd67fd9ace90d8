import { r4Folder } from '../../../fhir/index.ts';
import type { SearchIndex, SearchIndexOptions } from './search-index.ts';
import { openSearchIndex } from './search-index.ts';

/** The index of a HealthLake, which is opened when it is first asked for: the table of search parameters may have to be generated. */
export interface SearchIndexOpener {
  open: () => Promise<SearchIndex>;
  /** The same work; indexing rests meanwhile, unless a search waits for it, and then takes in what has come. */
  behind<Task, End>(run: (task: Task) => Promise<End>): (task: Task) => Promise<End>;
  close(): Promise<void>;
}

export function searchIndexOpener(options: Omit<SearchIndexOptions, 'r4Folder'>): SearchIndexOpener {
  let opened: Promise<SearchIndex> | undefined;
  let isClosed = false;
  const open = (): Promise<SearchIndex> =>
    (opened ??= r4Folder().then((folder) => openSearchIndex({ ...options, r4Folder: folder })));
  return {
    open,
    behind: (run) => async (task) => {
      await (await opened)?.rest();
      const end = await run(task);
      if (!isClosed)
        void open().then((index) => {
          if (!isClosed) index.catchUp();
        }, options.onTrouble);
      return end;
    },
    async close() {
      isClosed = true;
      await (await opened)?.close();
    },
  };
}
