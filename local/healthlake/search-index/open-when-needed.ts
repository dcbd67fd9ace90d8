import { r4Folder } from '../../../fhir/index.ts';
import { isDiskFull } from '../../ground/index.ts';
import type { SearchIndex, SearchIndexOptions } from './search-index.ts';
import { openSearchIndex } from './search-index.ts';
import { removeIndex } from './index-file.ts';

/** The index of a HealthLake, which is opened when it is first asked for: the table of search parameters may have to be generated. */
export interface SearchIndexOpener {
  open: () => Promise<SearchIndex>;
  /** The same work; indexing rests meanwhile, unless a search waits for it, and then takes in what has come. */
  behind<Task extends unknown[], End>(run: (...task: Task) => Promise<End>): (...task: Task) => Promise<End>;
  /** Goes on where the last process ended; nothing is opened for a store that is empty. */
  goOn(): void;
  close(): Promise<void>;
}

export interface OpenerOptions extends Omit<SearchIndexOptions, 'r4Folder'> {
  /** Whether an index that is there is thrown away. */
  isMadeAnew?: boolean | undefined;
}

/** Stands for an index for which there is no room: what does without goes on, and what searches is told why. */
const withoutRoom = (error: unknown): SearchIndex =>
  new Proxy({ standing: (work) => work(false) } as SearchIndex, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name) as unknown;
      // A promise of it asks for this one.
      if (name === 'then') return undefined;
      throw error;
    },
  });

export function searchIndexOpener({ isMadeAnew, ...options }: OpenerOptions): SearchIndexOpener {
  if (isMadeAnew === true) removeIndex(options.stateFolder);
  let opened: Promise<SearchIndex> | undefined;
  let isClosed = false;
  const open = async (): Promise<SearchIndex> => {
    const opening = (opened ??= r4Folder().then((folder) =>
      openSearchIndex({ ...options, r4Folder: folder }),
    ));
    try {
      return await opening;
    } catch (error) {
      // The next that asks tries again, where nobody has yet: there may be room then.
      if (opened === opening) opened = undefined;
      throw error;
    }
  };
  /** Undefined where it is not open. */
  const ifOpen = (): Promise<SearchIndex | undefined> => Promise.resolve(opened).catch(() => undefined);
  const follow = (): void => {
    if (isClosed) return;
    void open().then((index) => {
      if (!isClosed) index.catchUp();
    }, options.onTrouble);
  };
  return {
    open: () =>
      open().catch((error: unknown) => {
        if (!isDiskFull(error)) throw error;
        return withoutRoom(error);
      }),
    behind:
      (run) =>
      async (...task) => {
        await (await ifOpen())?.rest();
        const end = await run(...task);
        follow();
        return end;
      },
    goOn() {
      const isEmpty = options.store.database.prepare('SELECT NOT EXISTS (SELECT 1 FROM versions) AS isEmpty');
      if (isEmpty.get()?.isEmpty === 0) follow();
    },
    async close() {
      isClosed = true;
      await (await ifOpen())?.close();
    },
  };
}
