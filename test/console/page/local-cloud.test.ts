import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { temporaryFolder } from '../../support/cloud.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import type { CloudWithConsole } from './support/local-console.ts';
import { dropOnto, startCloudWithConsole } from './support/local-console.ts';

describeInBrowser('the console of a running local cloud', () => {
  let browser: Browser;
  let cloud: CloudWithConsole;
  let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
  let page: Page;
  const troubles: string[] = [];
  beforeAll(async () => {
    [browser, cloud, scratch] = await Promise.all([
      startBrowser(),
      startCloudWithConsole(),
      temporaryFolder(),
    ]);
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => troubles.push(message));
    page.on('console', (message) => {
      // What the console refuses, a browser notes as well.
      if (message.type() === 'error' && !message.text().includes('status of 409'))
        troubles.push(message.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await cloud.end();
    await scratch.remove();
  });

  const go = (view: string) => page.getByRole('link', { name: view, exact: true }).click();
  const status = (text: string | RegExp) =>
    page.locator('[role=status]', { hasText: text }).first().waitFor();

  test('a folder that is dropped onto it becomes an import, whose failed line is found by clicks, mended and imported', async () => {
    const folder = join(scratch.folder, 'clinic');
    await mkdir(join(folder, 'more'), { recursive: true });
    await writeFile(
      join(folder, 'Patient.ndjson'),
      '{"resourceType":"Patient","id":"p1"}\n{"resourceType":"Patient","id":"p2","birthDate":"soon"}\n',
    );
    await writeFile(
      join(folder, 'more', 'Practitioner.ndjson'),
      '{"resourceType":"Practitioner","id":"d1"}\n',
    );
    await writeFile(join(folder, 'notes.txt'), 'for us');
    await page.goto(`${cloud.consoleUrl}try`);
    await dropOnto(page, '.dropping', folder);

    // What would be rejected is said before anything is sent.
    await status('3 files');
    await page.locator('.judged', { hasText: 'clinic/notes.txt' }).waitFor();
    expect((await cloud.state()).imports).toEqual([]);
    await page.getByRole('button', { name: 'Validate without importing' }).click();
    await page.getByRole('region', { name: 'clinic/Patient.ndjson' }).getByText('1 refused').waitFor();
    await page.getByRole('button', { name: 'Drop 3 files' }).click();
    await page.getByRole('link', { name: 'See what becomes of them' }).click();
    await cloud.idle();

    await page.getByRole('link', { name: /^imp-/ }).click();
    await page.getByText('3 lines = 2 imported + 1 failed').waitFor();
    await page.getByRole('button', { name: /1 line .*Patient\.birthDate/ }).click();
    await page.getByText('clinic/Patient.ndjson:2').waitFor();
    expect(await page.locator('.lines mark').textContent()).toBe('"birthDate":"soon"');

    // As the command has it: what was refused because of its content is left, for it would be refused again.
    await page.getByRole('button', { name: 'Drop failed lines again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop failed lines again' }).click();
    await status('1 line was refused because of their content');

    await page.getByRole('button', { name: 'Mend and drop again' }).click();
    const line = page.getByLabel('The line as it should be');
    await line.fill('{"resourceType":"Patient","id":"p2","birthDate":"later"}');
    await page.getByRole('button', { name: 'Drop the mended line' }).click();
    await status('It would be refused again');
    await line.fill('{"resourceType":"Patient","id":"p2","birthDate":"2001-02-03"}');
    await page.getByRole('button', { name: 'Drop the mended line' }).click();
    await status('The mended line was dropped');
    await cloud.idle();
    await go('Imports');
    await page.getByRole('row', { name: /COMPLETED redrive-imp-/ }).waitFor();
    expect((await cloud.state()).imports.map(({ state }) => state).toSorted()).toEqual([
      'COMPLETED',
      'COMPLETED_WITH_ERRORS',
    ]);
    expect(troubles).toEqual([]);
  });
});
