import type { ViewDocument } from './documents.ts';
import type { ConsoleSources } from './sources.ts';

/** What can be looked at and followed: one row a kind of view. */
interface View {
  /** Its path below `api/v1/`; a group is the argument of `read`. */
  path: RegExp;
  kind: ViewDocument['kind'];
  read: (sources: ConsoleSources, query: URLSearchParams, argument: string) => Promise<object | undefined>;
}

export const VIEWS: readonly View[] = [
  { path: /^flow$/, kind: 'flow', read: (sources) => sources.flow() },
  {
    path: /^imports$/,
    kind: 'imports',
    read: (sources, query) =>
      sources.imports({ onlyFailed: query.get('failed') === 'true', after: query.get('nextToken') }),
  },
  {
    path: /^imports\/([\w-]{1,128})$/,
    kind: 'import',
    read: (sources, _query, importId) => sources.import(importId),
  },
  { path: /^stores$/, kind: 'stores', read: (sources) => sources.stores() },
  { path: /^try$/, kind: 'try', read: (sources) => Promise.resolve(sources.tries?.()) },
  {
    path: /^events$/,
    kind: 'events',
    read: (sources, query) =>
      sources.events({
        detailType: query.get('detailType'),
        importId: query.get('importId'),
        after: query.get('nextToken'),
      }),
  },
];

/** The view at a path below `api/v1/`, and how it is read; undefined for a path that none has. */
export function viewAt(
  sources: ConsoleSources,
  path: string,
  query: URLSearchParams,
): (() => Promise<ViewDocument | undefined>) | undefined {
  for (const view of VIEWS) {
    const match = view.path.exec(path);
    if (!match) continue;
    return async () => {
      const body = await view.read(sources, query, match[1] ?? '');
      return body && ({ ...headOf(sources, view.kind), ...body } as ViewDocument);
    };
  }
  return undefined;
}

/** What every document begins with. */
export const headOf = <Kind extends string>(
  { stage, now }: Pick<ConsoleSources, 'stage' | 'now'>,
  kind: Kind,
): { kind: Kind; schemaVersion: '1'; stage: string; at: string } => ({
  kind,
  schemaVersion: '1',
  stage,
  at: new Date(now()).toISOString(),
});
