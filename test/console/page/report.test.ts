import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { reportPage } from '../../../console/report/report-page.ts';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { findings } from './support/axe.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import { builtPage, servePage } from './support/page-server.ts';
import { FAILED_IMPORT, HOSTILE } from './support/sample-documents.ts';
import { sampleSources } from './support/sample-sources.ts';

const LONG = `${'a-very-long-folder/'.repeat(40)}Patient.ndjson`;

const PAGE = reportPage({
  title: `Validation ${HOSTILE}`,
  at: '2026-03-01T12:00:00.000Z',
  facts: [['Level', `strict ${HOSTILE}`]],
  sections: [
    {
      heading: 'Files',
      unit: 'refused lines',
      bars: [
        { name: LONG, count: 1234, of: 100_000, notes: [] },
        { name: HOSTILE, count: 0, of: 0, notes: [HOSTILE, '\u202egpj.exe'] },
      ],
    },
    { heading: 'Passed over', lines: [HOSTILE, LONG] },
  ],
  foot: 'As it is.',
});

describeInBrowser('a report on the disk', () => {
  let browser: Browser;
  let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
  const things = closedAtEnd();
  beforeAll(async () => {
    [browser, scratch] = await Promise.all([
      things.keep(startBrowser(), (opened) => opened.close()),
      things.keep(temporaryFolder(), (made) => made.remove()),
    ]);
  });
  afterAll(things.closeAll);

  /** Opens a file as somebody does who got it by mail; returns the addresses that it asked for. */
  async function opened(
    html: string,
    { isTamperedWith = false, ...options }: { isTamperedWith?: boolean } & BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<string[]> {
    const file = join(scratch.folder, 'report.html');
    await writeFile(file, html);
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const asked: string[] = [];
      const hear = (request: Request): void => {
        asked.push(request.url());
      };
      if (isTamperedWith) page.on('requestfinished', hear);
      else page.on('request', hear);
      await page.goto(pathToFileURL(file).href);
      await look(page);
      return asked.filter((address) => address !== pathToFileURL(file).href);
    } finally {
      await context.close();
    }
  }

  test.each(['light', 'dark'] as const)(
    'asks for nothing, and axe-core finds nothing, %s',
    async (colorScheme) => {
      const asked = await opened(PAGE, { colorScheme }, async (page) => {
        expect(await findings(page)).toEqual([]);
      });
      expect(asked).toEqual([]);
    },
  );

  test('shows whatever it holds as text, and would run no script', async () => {
    const asked = await opened(
      PAGE.replace('</main>', `${HOSTILE}</main>`),
      { isTamperedWith: true },
      async (page) => {
        expect(await page.title()).toContain('<script>');
        expect(await page.locator('main dl img, main table img, main script').count()).toBe(1);
        await page.getByText('\ufffdgpj.exe').waitFor();
      },
    );
    // What was put in behind the report's back is there, does not run, and gets nothing.
    expect(asked).toEqual([]);
  });

  test.each([360, 2560])('fits a window of %i px', async (width) => {
    await opened(PAGE, { viewport: { width, height: 800 } }, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    });
  });

  test('is what "Save as page" of an import gives, without lines of the data unless somebody asks for them', async () => {
    const built = await things.keep(builtPage(), (page) => page.remove());
    const served = await things.keep(servePage(sampleSources(), built.folder), (server) => server.close());
    const page = await browser.newPage();
    try {
      await page.goto(`${served.url}imports/${FAILED_IMPORT}`);
      const save = async (): Promise<string> => {
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Save as page' }).click();
        return readFile(await (await download).path(), 'utf8');
      };
      const plain = await save();
      expect(plain).toContain('Patient.birthDate: not a date');
      expect(plain).not.toContain('&quot;resourceType&quot;');
      await page.getByLabel('with lines of the data').check();
      expect(await save()).toContain('&quot;resourceType&quot;');
      const asked = await opened(plain, {}, async (saved) => {
        await saved.getByRole('heading', { name: FAILED_IMPORT }).waitFor();
        expect(await findings(saved)).toEqual([]);
      });
      expect(asked).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
