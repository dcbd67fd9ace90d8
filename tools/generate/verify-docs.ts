import { readFileSync } from 'node:fs';
import type { Assumption } from '../../verify/index.ts';
import { ASSUMPTIONS, assumedOf, isProbe } from '../../verify/index.ts';
import { row, table } from './markdown-table.ts';

const BEGIN = '<!-- assumptions: generated from verify/ by `npm run generate` -->';
const END = '<!-- end of assumptions -->';

/** The pages with lists of what is assumed, from the root of the repository, and what stands between their marks. */
const PAGES: Readonly<Record<string, () => string>> = {
  'docs/smart-on-fhir.md': () =>
    assumedOf('SMART on FHIR')
      .map((text) => `- ${text}\n`)
      .join(''),
  'docs/verify.md': () => `${probes()}\n${withoutProbe()}`,
};

/** Those pages with their lists, by path. `root` is the repository's folder. */
export const verifyDocs = (root: URL): Map<string, string> =>
  new Map(
    Object.entries(PAGES).map(([path, list]) => {
      const page = readFileSync(new URL(path, root), 'utf8');
      const begin = page.indexOf(BEGIN);
      const end = page.indexOf(END);
      if (begin < 0 || end < begin) throw new Error(`${path} needs the marks ${BEGIN} and ${END}.`);
      return [path, `${page.slice(0, begin)}${BEGIN}\n\n${list()}\n${page.slice(end)}`];
    }),
  );

const probes = (): string =>
  table(
    ['Probe', 'Topic', 'Assumed', 'Needs', 'Seen where it holds'],
    ASSUMPTIONS.flatMap(({ name, topic, says, tried }: Assumption) =>
      isProbe(tried) ? [row([`\`${name}\``, topic, says, tried.needs, tried.expects])] : [],
    ),
  );

const withoutProbe = (): string =>
  `### Without a probe\n\n${table(
    ['Assumption', 'Topic', 'Assumed', 'Not tried because of'],
    ASSUMPTIONS.flatMap(({ name, topic, says, tried }: Assumption) =>
      isProbe(tried) ? [] : [row([`\`${name}\``, topic, says, `${tried.because}: ${tried.why}`])],
    ),
  )}`;
