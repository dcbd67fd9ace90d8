import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { findings } from './support/axe.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import type { PageServer } from './support/page-server.ts';
import { builtPage, servePage } from './support/page-server.ts';
import { emptySources, sampleSources } from './support/sample-sources.ts';
import { VIEWS } from './support/views.ts';

describeInBrowser('every view', () => {
  let browser: Browser;
  let full: PageServer;
  let empty: PageServer;
  const things = closedAtEnd();
  beforeAll(async () => {
    const built = await things.keep(builtPage(), (page) => page.remove());
    [browser, full, empty] = await Promise.all([
      things.keep(startBrowser(), (opened) => opened.close()),
      things.keep(servePage(sampleSources(), built.folder), (served) => served.close()),
      things.keep(servePage(emptySources(), built.folder), (served) => served.close()),
    ]);
  });
  afterAll(things.closeAll);

  /** Everything that hides something is opened. */
  async function openAll(page: Page): Promise<void> {
    for (const list of ['.kinds', '.events']) {
      const closed = page.locator(`${list} button[aria-expanded="false"]`).first();
      if ((await closed.count()) > 0) await closed.click();
    }
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.locator('text=loading ...').waitFor({ state: 'detached' });
  }

  const inContext = async (
    options: Parameters<Browser['newContext']>[0],
    work: (context: BrowserContext, page: Page) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(15_000);
    try {
      await work(context, await context.newPage());
    } finally {
      await context.close();
    }
  };

  test.each(['light', 'dark'] as const)('has nothing that axe-core finds, %s', async (colorScheme) => {
    await inContext({ colorScheme }, async (_context, page) => {
      const found: string[] = [];
      for (const { url } of [full, empty])
        for (const [name, path, shown] of VIEWS) {
          await page.goto(url + path);
          await page.locator(shown).first().waitFor();
          await openAll(page);
          found.push(...(await findings(page)).map((finding) => `${name} ${finding}`));
        }
      expect(found).toEqual([]);
    });
  });

  test.each([360, 768, 1280, 2560])('fits a window of %i px', async (width) => {
    await inContext({ viewport: { width, height: 800 } }, async (_context, page) => {
      for (const [name, path, shown] of VIEWS) {
        await page.goto(full.url + path);
        await page.locator(shown).first().waitFor();
        await openAll(page);
        const wide = await page.evaluate(
          () =>
            (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document
              .documentElement.scrollWidth,
        );
        expect([name, wide]).toEqual([name, width]);
      }
    });
  });

  test('writes numbers and times as the reader does, and times in UTC beside', async () => {
    await inContext({ locale: 'de-DE', timezoneId: 'Asia/Tokyo' }, async (_context, page) => {
      await page.goto(`${full.url}imports`);
      await page.getByText('120.320').waitFor();
      const times = await page.locator('time').allTextContents();
      expect(times).toContainEqual(expect.stringMatching(/^01\.03\.2026, 20:20:00 2026-03-01 11:20:00 UTC$/));
    });
  });
});
