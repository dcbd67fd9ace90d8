import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ConsoleSources } from '../../../console/api/index.ts';
import { UsageError } from '../../../errors/index.ts';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { findings } from './support/axe.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import { pressByKeyboard, tabAround, tabTo } from './support/keyboard.ts';
import type { PageServer } from './support/page-server.ts';
import { builtPage, servePage } from './support/page-server.ts';
import {
  DATASTORE,
  FAILED_IMPORT,
  OPEN_IMPORT,
  events,
  files,
  importDocument,
  imports,
} from './support/sample-documents.ts';
import { emptySources, sampleSources } from './support/sample-sources.ts';
import { VIEWS } from './support/views.ts';

describeInBrowser('every view', () => {
  let browser: Browser;
  let full: PageServer;
  let empty: PageServer;
  const { sources: movingSource, go, end } = movingSources();
  let moving: PageServer;
  const things = closedAtEnd();
  beforeAll(async () => {
    const built = await things.keep(builtPage(), (page) => page.remove());
    [browser, full, empty, moving] = await Promise.all([
      things.keep(startBrowser(), (opened) => opened.close()),
      things.keep(servePage(sampleSources(), built.folder), (served) => served.close()),
      things.keep(servePage(emptySources(), built.folder), (served) => served.close()),
      things.keep(servePage(movingSource, built.folder), (served) => served.close()),
    ]);
  });
  afterAll(things.closeAll);

  /** Everything that hides something is opened, and what it hid is there. */
  async function openAll(page: Page): Promise<void> {
    for (const list of ['.kinds', '.events']) {
      const closed = page.locator(`${list} button[aria-expanded="false"]`).first();
      if ((await closed.count()) === 0) continue;
      await closed.click();
      if (list === '.kinds') await page.locator('.lines').first().waitFor();
    }
    for (const summary of await page.locator('summary').all()) await summary.click();
    for (const files of await page.locator('details.files').all())
      await files.locator('table, [role="status"]').first().waitFor();
    await page.getByText('loading ...').first().waitFor({ state: 'detached' });
  }

  const inContext = async (
    options: Parameters<Browser['newContext']>[0],
    work: (context: BrowserContext, page: Page) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext(options);
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

  test('is walked through by the Tab key: each stop is seen, none is left out, and nothing holds the keyboard', async () => {
    await inContext({}, async (_context, page) => {
      for (const [name, path, shown] of VIEWS) {
        await page.goto(full.url + path);
        await page.locator(shown).first().waitFor();
        await openAll(page);
        const { stops, places } = await tabAround(page);
        expect([name, stops.map((stop) => stop.name)]).toEqual([name, places]);
        expect([name, stops.filter(({ isShown }) => !isShown)]).toEqual([name, []]);
      }
    });
  });

  test('asks in dialogs that Escape closes, and the focus is back where it was', async () => {
    await inContext({}, async (_context, page) => {
      for (const [path, name] of [
        ['imports', 'Pause route main'],
        [`imports/${FAILED_IMPORT}`, 'Import again'],
        [`imports/${FAILED_IMPORT}`, 'Drop failed lines again'],
      ] as const) {
        await page.goto(full.url + path);
        const button = page.getByRole('button', { name });
        await pressByKeyboard(page, button);
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
        await button.and(page.locator(':focus')).waitFor();
      }
    });
  });

  test('keeps the focus, and what is half written, while it goes on and while its filters change', async () => {
    await inContext({}, async (_context, page) => {
      await page.goto(`${moving.url}events`);
      const field = page.getByRole('textbox', { name: 'Import' });
      await tabTo(page, field);
      await page.keyboard.type('imp-12');
      go();
      await page.getByText('Import 2 Planned').waitFor();
      expect(await field.and(page.locator(':focus')).inputValue()).toBe('imp-12');
      await page.keyboard.press('Enter');
      await page.getByText('Import Of imp-12').waitFor();
      await field.and(page.locator(':focus')).waitFor();

      await page.goto(`${moving.url}imports`);
      const box = page.getByRole('checkbox');
      await tabTo(page, box);
      await page.keyboard.press('Space');
      await page.getByText('Nothing failed.').waitFor();
      await box.and(page.locator(':focus')).waitFor();
    });
  });

  test('leads the keyboard on where the button that was pressed goes away', async () => {
    await inContext({}, async (_context, page) => {
      await page.goto(`${full.url}imports/${FAILED_IMPORT}`);
      await pressByKeyboard(page, page.locator('.kinds button').first());
      const mend = page.getByRole('button', { name: 'Mend and drop again' });
      await pressByKeyboard(page, mend);
      await pressByKeyboard(page, page.getByRole('button', { name: 'Leave it' }).last());
      await mend.and(page.locator(':focus')).waitFor();

      await page.goto(`${full.url}stores/${DATASTORE}/Patient`);
      await pressByKeyboard(page, page.getByRole('button', { name: 'Search', exact: true }));
      await pressByKeyboard(page, page.getByRole('button', { name: 'Patient/p1' }));
      await pressByKeyboard(page, page.getByRole('button', { name: 'All versions' }));
      await page.getByLabel('Versions').getByRole('button').first().and(page.locator(':focus')).waitFor();
    });
  });

  test('reads an opened list of files anew when its import has ended', async () => {
    await inContext({}, async (_context, page) => {
      await page.goto(`${moving.url}imports/${OPEN_IMPORT}`);
      await page.locator('.files summary').click();
      await page.locator('.files').getByText('is being imported').waitFor();
      end();
      await page.locator('.files').getByText('imported', { exact: true }).waitFor();
    });
  });

  test('says so where the next page of a list does not come', async () => {
    await inContext({}, async (_context, page) => {
      for (const path of ['events', 'imports']) {
        await page.goto(moving.url + path);
        await pressByKeyboard(page, page.getByRole('button', { name: 'Older' }));
        await page.getByRole('status').getByText('begin with its first page').waitFor();
      }
      await page.route('**/api/v1/**', (route) => route.abort());
      await pressByKeyboard(page, page.getByRole('button', { name: 'Older' }));
      await page.getByRole('status').getByText('The console does not answer.').waitFor();
      await page.getByRole('button', { name: 'Older' }).and(page.locator(':focus')).waitFor();
    });
  });
});

/** Sources of which something new comes when it is asked for, and whose second pages cannot be had. */
function movingSources(): { sources: ConsoleSources; go: () => void; end: () => void } {
  let planned = 1;
  let isEnded = false;
  const second = (after: string | null): void => {
    if (after !== null) throw new UsageError('this is no nextToken of this list: begin with its first page');
  };
  const sources = sampleSources({
    events: async ({ importId, after }) => {
      second(after);
      const detailType = importId === null ? `Import ${planned} Planned` : `Import Of ${importId}`;
      return Promise.resolve({
        events: events.slice(0, 1).map((event) => ({ ...event, sequence: planned, detailType })),
        detailTypes: [],
        nextToken: 'next',
        eventsFromLedger: false,
      });
    },
    import: () => Promise.resolve(importDocument(isEnded ? FAILED_IMPORT : OPEN_IMPORT)),
    files: () =>
      Promise.resolve({
        files: files
          .slice(0, 1)
          .map((file) => ({ ...file, fate: isEnded ? ('imported' as const) : ('importing' as const) })),
        nextToken: null,
      }),
    imports: async ({ onlyFailed, after }) => {
      second(after);
      return Promise.resolve({ ...imports, ended: onlyFailed ? [] : imports.ended, nextToken: 'next' });
    },
  });
  return {
    sources,
    go() {
      planned += 1;
    },
    end() {
      isEnded = true;
    },
  };
}
