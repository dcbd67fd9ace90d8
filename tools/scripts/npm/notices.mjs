import { readdirSync, readFileSync } from 'node:fs';
import { fromRoot } from './plugins.mjs';

/** The folders of the packages that something of is in what esbuild made. The last folder of packages counts: some bring others along in one of their own. */
export const packagesIn = ({ outputs }) =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []) : [],
    ),
  );

/** Files that a package says in under which terms it may be passed on. */
const TERMS = /^(?:licen[cs]e|copying|notice)(?:[.-][\w.-]+)?$/i;

/**
 * The text that goes with compiled code of others: each package with its version and licence, and the licence's text, once for all that
 * have the same one.
 * @param folders of the packages, from the root of the repository
 */
export function notices(folders) {
  const byText = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const {
      name,
      version,
      license = 'not said',
    } = JSON.parse(readFileSync(fromRoot(folder, 'package.json'), 'utf8'));
    const files = readdirSync(fromRoot(folder)).filter((file) => TERMS.test(file));
    const text =
      files.length > 0
        ? files.map((file) => readFileSync(fromRoot(folder, file), 'utf8').trim()).join('\n\n')
        : `${license}, by its package.json. It brings no text of its own.`;
    const id = text.replaceAll(/\s+/g, ' ');
    const known = byText.get(id) ?? { text, packages: new Set() };
    known.packages.add(`${name} ${version} (${license})`);
    byText.set(id, known);
  }
  const parts = [...byText.values()].map(({ text, packages }) => `${[...packages].join('\n')}\n\n${text}\n`);
  return `What of others is compiled into healthlake-inlet, and under which terms.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
