/** A line of a result file (Developer Guide, "Troubleshooting import actions"), as far as probes look at it. */
export interface ResultLine {
  lineId?: unknown;
  UpdateResourceResponse?: {
    statusCode?: unknown;
    jsonBlob?: {
      resourceType?: string;
      id?: string;
      meta?: { versionId?: string; lastUpdated?: string };
      issue?: { severity?: string }[];
    };
  };
}

export const lineOf = (resource: object): string => JSON.stringify(resource);

export const linesOf = (...resources: object[]): string =>
  resources.map((resource) => `${lineOf(resource)}\n`).join('');

const within =
  (folder: string) =>
  (results: ReadonlyMap<string, string>, name: string): ResultLine[] =>
    [...results]
      .filter(([path]) => path.startsWith(folder) && path.includes(name))
      .flatMap(([, text]) => text.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as ResultLine);

/** The lines of SUCCESS of a file, by a part of its name. */
export const succeededLines = within('SUCCESS/');
export const failedLines = within('FAILURE/');
/** Those that level minimal stored although searches may miss them. */
export const unsearchableLines = within('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/');
