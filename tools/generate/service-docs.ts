import { readFileSync } from 'node:fs';
import { servedServices } from '../../local/boot/index.ts';
import { code, row, table } from './markdown-table.ts';

/** The page that the table of services stands in, from the root of the repository. */
export const serviceDocsPath = 'docs/local-cloud.md';

const BEGIN = '<!-- services: generated from the rows of local/boot/services by `npm run generate` -->';
const END = '<!-- end of services -->';

/** The page with the services that the local cloud has, as they say themselves. `root` is the repository's folder. */
export async function serviceDocs(root: URL): Promise<string> {
  const page = readFileSync(new URL(serviceDocsPath, root), 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The page needs the marks ${BEGIN} and ${END}.`);
  const rows = (await servedServices()).map(({ name, signingName, actions }) =>
    row([name, code(signingName), actions.join(', ')]),
  );
  return `${page.slice(0, begin)}${BEGIN}\n\n${table(['Service', 'Signed for', 'Actions'], rows)}\n${page.slice(end)}`;
}
