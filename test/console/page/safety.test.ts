import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import type { BuiltPage, PageServer } from './support/page-server.ts';
import { builtPage, servePage } from './support/page-server.ts';
import { DATASTORE, FAILED_IMPORT, HOSTILE } from './support/sample-documents.ts';
import { sampleSources } from './support/sample-sources.ts';
import { VIEWS } from './support/views.ts';

const LONG = 'x'.repeat(5000);

describeInBrowser('the page', () => {
  const sources = sampleSources();
  let browser: Browser;
  let served: PageServer;
  let page: Page;
  let built: BuiltPage;
  const things = closedAtEnd();
  beforeAll(async () => {
    browser = await things.keep(startBrowser(), (opened) => opened.close());
    built = await things.keep(builtPage(), (made) => made.remove());
    served = await serve();
    page = await browser.newPage();
  });
  afterAll(things.closeAll);
  const serve = (port?: number) =>
    things.keep(servePage(sources, built.folder, port), (server) => server.close());

  /** Elements that no part of the page makes, so that they came out of somebody's data. */
  const foreign = () => page.locator('main img, main script').count();

  test('shows keys, messages and lines with markup in them as text', async () => {
    for (const path of ['imports', `imports/${FAILED_IMPORT}`, 'stores', 'events']) {
      await page.goto(served.url + path);
      await page.locator('main h1').waitFor();
      if (path !== 'stores' && path !== 'imports')
        await page.locator('.kinds button, .events button').first().click();
      await page.locator('main', { hasText: '<script>' }).waitFor();
      expect([path, await foreign(), await page.title()]).toEqual([
        path,
        0,
        expect.not.stringContaining('owned'),
      ]);
    }
  });

  test('shows a narrative with a script as text, and its references as links', async () => {
    await page.goto(`${served.url}stores/${DATASTORE}/Patient`);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('button', { name: 'Patient/p1' }).click();
    await page.locator('.json', { hasText: '<script>' }).waitFor();
    await page.getByRole('button', { name: 'Organization/o1' }).waitFor();
    expect([await foreign(), page.url().endsWith('/Patient')]).toEqual([0, true]);
  });

  /** Members that lead from one document to another, or say which it is. */
  const KEPT = new Set(['kind', 'id', 'unit', 'datastoreId', 'importId', 'fate', 'resourceType']);

  /** A document whose every text is markup without an end, times too, and whose every number is as large as they come. */
  const monstrous = <T>(document: T): T =>
    JSON.parse(JSON.stringify(document), (member, value: unknown) => {
      if (typeof value === 'number' && member !== 'sequence') return Number.MAX_VALUE;
      return typeof value === 'string' && !KEPT.has(member) ? HOSTILE + LONG : value;
    }) as T;

  test('shows any text and any number as text, in the width of its window, on every view', async () => {
    const given = sampleSources();
    const monsters = {
      ...given,
      session: () => {
        const session = monstrous(given.session());
        return { ...session, isLocal: true };
      },
      flow: async () => {
        const flow = await given.flow();
        return { ...monstrous(flow), plot: flow.plot };
      },
      imports: async (...asked: Parameters<typeof given.imports>) => monstrous(await given.imports(...asked)),
      import: async (importId: string) => monstrous(await given.import(importId)),
      files: async (...asked: Parameters<typeof given.files>) => monstrous(await given.files(...asked)),
      lines: async (...asked: Parameters<typeof given.lines>) => monstrous(await given.lines(...asked)),
      stores: async () => monstrous(await given.stores()),
      events: async (...asked: Parameters<typeof given.events>) => monstrous(await given.events(...asked)),
      tries: async () => monstrous(await given.tries?.()) as never,
    };
    const monsterServer = await things.keep(servePage(monsters, built.folder), (server) => server.close());
    const narrow = await browser.newPage({ viewport: { width: 360, height: 800 } });
    const errors: string[] = [];
    narrow.on('pageerror', ({ message }) => errors.push(message));
    for (const [name, path, shown] of VIEWS.filter(([view]) => view !== 'import-unknown')) {
      await narrow.goto(monsterServer.url + path);
      await narrow.locator(shown).first().waitFor();
      for (const closed of await narrow.locator('.kinds button, .events button, summary').all())
        await closed.click();
      expect([
        name,
        await narrow.locator('main img, main script').count(),
        await narrow.title(),
        await narrow.evaluate('document.documentElement.scrollWidth'),
        errors,
      ]).toEqual([name, 0, expect.not.stringMatching(/^owned/), 360, []]);
    }
  });

  test('of somebody else does nothing by a form, nor by fetch', async () => {
    const action = `${served.url}api/v1/actions/faults-clear`;
    const other = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<form method="post" enctype="text/plain" action="${action}"><button>Win</button></form>`);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
      await page.goto(address);
      const refused = await page.evaluate(async (url) => {
        const ask = (init: object) =>
          fetch(url, { method: 'POST', body: '{}', ...init }).then(String, String);
        return [
          await ask({ headers: { 'content-type': 'application/json', 'x-inlet-console': '1' } }),
          await ask({ mode: 'no-cors' }),
        ];
      }, action);
      expect(refused[0]).toContain('Failed to fetch');
      await page.getByRole('button').click();
      await page.waitForURL(action);
      expect(sources.done.filter(({ action: name }) => name === 'faults-clear')).toEqual([]);
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  test('says that it is out of date while the console is away, and goes on by itself when it is back', async () => {
    await page.goto(served.url);
    await page.locator('.live', { hasText: 'live' }).waitFor();
    const second = await browser.newPage();
    await second.goto(`${served.url}imports`);
    await served.close();
    await page.locator('.stale', { hasText: 'out of date' }).waitFor();
    served = await serve(served.port);
    await page.locator('.live:not(.stale)', { hasText: 'live' }).waitFor();
    await second.locator('.live:not(.stale)', { hasText: 'live' }).waitFor();
  });

  test('is used by keyboard alone: a view is opened, and its heading has the focus', async () => {
    await page.goto(served.url);
    await page.locator('.flow').waitFor();
    await page.getByRole('link', { name: 'Imports' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('main h1:focus', { hasText: 'Drops and imports' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('the sender repeats');
    await page.keyboard.press('Enter');
    await page.locator('[role=status]', { hasText: 'done' }).first().waitFor();
    expect(sources.done.at(-1)).toEqual({
      action: 'pause',
      body: { route: 'main', reason: 'the sender repeats' },
    });
  });
});
