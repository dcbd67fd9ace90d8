/*
 * `npm run screenshots`: small pictures of every view of the console, for docs/, from documents made by hand, so that they
 * show the same each time and nothing of anybody. CHROMIUM says where the browser is, if it is not where systems put it.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtPage, servePage } from './support/page-server.ts';
import { gentleSources } from './support/sample-sources.ts';
import { chromiumPath, startBrowser } from './support/start-browser.ts';
import { VIEWS } from './support/views.ts';

const MOST_BYTES = 60_000;
const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'console');

if (chromiumPath() === undefined) {
  console.error('No chromium here: apt-get install chromium, or set CHROMIUM to where one is.');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const built = await builtPage();
const served = await servePage(gentleSources(), built.folder);
try {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width: 1024, height: 580 },
      deviceScaleFactor: 0.68,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    for (const [name, path, shown] of VIEWS.filter(([view]) => view !== 'import-unknown')) {
      // One dark one is enough to see that there is one.
      if (colorScheme === 'dark' && name !== 'flow') continue;
      await page.goto(served.url + path);
      await page.locator(shown).first().waitFor();
      if (name === 'store') {
        await page.getByRole('button', { name: 'Search', exact: true }).click();
        await page.getByRole('button', { name: 'Patient/p1' }).click();
        await page.locator('.json').waitFor();
      }
      if (name === 'import-failed') await page.locator('.kinds button').first().click();
      const file = join(folder, colorScheme === 'dark' ? `${name}-dark.png` : `${name}.png`);
      await page.screenshot({ path: file });
      const { size } = statSync(file);
      console.log(`${file} ${size} bytes`);
      if (size > MOST_BYTES) throw new Error(`${file} is over ${MOST_BYTES} bytes`);
    }
  }
} finally {
  await browser.close();
  await served.close();
  await built.remove();
}
