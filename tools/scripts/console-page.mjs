import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** Browsers of the last two years or so: what has light-dark() and ES modules. */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/**
 * Builds the console's page, as browsers get it: one script and one style sheet, no address of anybody else.
 * @returns what esbuild says of it
 */
export async function buildConsolePage(root, folder) {
  const { build, stop } = await import('esbuild');
  const page = join(root, 'console', 'page');
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [
      { in: join(page, 'main.tsx'), out: 'console' },
      { in: join(page, 'console.css'), out: 'console' },
    ],
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: TARGET,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  });
  await stop();
  for (const name of ['index.html', 'icon.svg']) cpSync(join(page, name), join(folder, name));
  return metafile;
}
