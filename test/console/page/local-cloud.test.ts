import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { temporaryFolder, until } from '../../support/cloud.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import { pressByKeyboard } from './support/keyboard.ts';
import type { CloudWithConsole } from './support/local-console.ts';
import { dropOnto, startCloudWithConsole } from './support/local-console.ts';

describeInBrowser('the console of a running local cloud', () => {
  let browser: Browser;
  let cloud: CloudWithConsole;
  let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
  let page: Page;
  const things = closedAtEnd();
  const troubles: string[] = [];
  beforeAll(async () => {
    [browser, cloud, scratch] = await Promise.all([
      things.keep(startBrowser(), (opened) => opened.close()),
      things.keep(startCloudWithConsole(), (started) => started.end()),
      things.keep(temporaryFolder(), (made) => made.remove()),
    ]);
    page = await browser.newPage();
    page.on('pageerror', ({ message }) => troubles.push(message));
    page.on('console', (message) => {
      // What the console refuses, a browser notes as well.
      if (message.type() === 'error' && !message.text().includes('status of 409'))
        troubles.push(message.text());
    });
  });
  afterAll(things.closeAll);

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

    const ended = page.getByRole('region', { name: 'Ended imports' });
    await ended.getByRole('link', { name: /^imp-/ }).click();
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

  test('a route is paused and resumed, and an import is done again, by keyboard alone', async () => {
    const press = (name: string | RegExp) => pressByKeyboard(page, page.getByRole('button', { name }));
    await pressByKeyboard(page, page.getByRole('link', { name: 'Imports', exact: true }));
    await press('Pause route default');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('the sender repeats');
    await page.keyboard.press('Enter');
    await page.locator('.routes .state', { hasText: 'PAUSED' }).waitFor();
    // The same button, which keeps the focus, takes it back.
    await page.getByRole('button', { name: 'Resume route default' }).waitFor();
    await status('default is paused');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pause route default' }).waitFor();

    await pressByKeyboard(page, page.getByRole('link', { name: /^imp-/ }).last());
    await press('Import again');
    await page.getByRole('dialog').waitFor();
    // Without a reason the browser itself asks for one.
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.type('the store was down');
    await page.keyboard.press('Enter');
    await status('attempt 2');
    await cloud.idle();
    await page.getByText('attempt 2').first().waitFor();
    await page.getByText('3 lines = 2 imported + 1 failed').waitFor();
  });

  test('failed lines are taken along as NDJSON, as they were dropped', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Failed lines as NDJSON' }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toBe(
      '{"resourceType":"Patient","id":"p2","birthDate":"soon"}\n',
    );
  });

  test('events are filtered, say what they mean, and are copied as put-events, with a way where the clipboard is refused', async () => {
    await go('Events');
    await page.getByLabel('Type').selectOption('Import Results Summarized');
    await page.locator('.events li').first().waitFor();
    await page
      .locator('.events strong', { hasNotText: 'Import Results Summarized' })
      .first()
      .waitFor({ state: 'detached' });
    await page.locator('.events button').first().click();
    await page.getByText('What its members mean').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: cloud.url });
    await page.getByRole('button', { name: 'Copy as put-events' }).click();
    await status('copied');
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toMatch(/^aws events put-events --entries '\[\{"EventBusName":"inlet-local"/);
    await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('no'))`);
    await page.getByRole('button', { name: 'Copy as put-events' }).click();
    const byHand = page.getByRole('textbox', { name: 'Copy as put-events' });
    expect(await byHand.inputValue()).toBe(copied);
    await until(
      async () => (await page.evaluate('document.getSelection().toString()')) === copied,
      'the text is selected',
    );
    await page.getByRole('textbox', { name: 'Import' }).fill('imp-nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No event fits').waitFor();
  });

  test('resources are searched by type and parameters, lead to what they refer to, and have their versions', async () => {
    const datastoreId = (await cloud.state()).datastores[0]?.datastoreId ?? '';
    await cloud.s3.send(
      new PutObjectCommand({
        Bucket: 'inlet-local-inbox',
        Key: 'fhir/Patient.ndjson',
        Body: Buffer.from(
          [
            { resourceType: 'Organization', id: 'o1', name: 'Clinic' },
            {
              resourceType: 'Patient',
              id: 'p2',
              gender: 'female',
              managingOrganization: { reference: 'Organization/o1' },
            },
          ]
            .map((resource) => `${JSON.stringify(resource)}\n`)
            .join(''),
        ),
      }),
    );
    await cloud.idle();
    await go('Data stores');
    await page.getByRole('link', { name: 'Patient' }).click();
    // The parameters of the type are those that the data store names.
    const adding = page.getByRole('form', { name: 'Add a parameter' });
    await adding.getByRole('combobox').selectOption('gender');
    await adding.getByRole('textbox').fill('female');
    await page.keyboard.press('Enter');
    const parameters = page.getByLabel('Parameters');
    await until(async () => (await parameters.inputValue()) === 'gender=female', 'the parameter is added');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByText('1 resource', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Patient/p2' }).click();
    await page.getByRole('button', { name: 'All versions' }).click();
    await page.getByLabel('Versions').getByRole('button', { name: /^1 / }).click();
    await page.locator('.json', { hasText: '2001-02-03' }).waitFor();
    await page.getByRole('button', { name: 'Patient/p2' }).click();
    await page.getByRole('button', { name: '"Organization/o1"' }).click();
    await page.locator('.json', { hasText: 'Clinic' }).waitFor();
    // What is searched and looked at stays in the page: it may be about patients.
    expect(page.url()).toBe(`${cloud.consoleUrl}stores/${datastoreId}/Patient`);
    await page.getByLabel('Parameters').fill('no-such=1');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('alert').waitFor();
  });

  test('what can be tried: lines are validated, tokens minted and explained, the clock is moved, faults come and go', async () => {
    await go('Try');
    await page.getByLabel('FHIR R4 resources, one a line').fill('{"resourceType":"Patient","id":"x"}\n{}');
    await page.getByRole('button', { name: 'Validate', exact: true }).click();
    await page.getByText('2 lines: 1 right, 1 refused.').waitFor();

    await page.getByLabel('Scopes', { exact: true }).fill('patient/*.rs');
    await page.getByLabel('Patient, for scopes of one').fill('p2');
    await page.getByRole('button', { name: 'Mint' }).click();
    await status('Good for an hour');
    await page.getByRole('button', { name: 'Explain' }).click();
    await status('allowed');
    await page.getByLabel('Token', { exact: true }).fill('nonsense');
    await page.getByRole('button', { name: 'Explain' }).click();
    await status('refused');

    const before = cloud.now();
    await page.getByRole('button', { name: '+1 hour' }).click();
    await status('It is 20');
    expect(cloud.now() - before).toBeGreaterThanOrEqual(3_600_000);

    const faults = async (): Promise<unknown> => (await fetch(`${cloud.url}/_inlet/faults`)).json();
    await page.getByRole('button', { name: 'Three throttled starts' }).click();
    await page.getByText('healthLake failNext').waitFor();
    await page.getByText('healthLake failNext').click();
    await page.getByRole('button', { name: 'Switch on throttling' }).click();
    await page.getByRole('button', { name: 'Switch off throttling' }).waitFor();
    await page.getByRole('button', { name: 'Change cancelJobs' }).click();
    await page.getByRole('textbox', { name: 'cancelJobs' }).fill('CANCEL_FAILED');
    await page.keyboard.press('Enter');
    await page.getByText('"CANCEL_FAILED"').waitFor();
    expect(await faults()).toMatchObject({
      healthLake: {
        throttling: true,
        cancelJobs: 'CANCEL_FAILED',
        failNext: [{ action: 'StartFHIRImportJob', error: 'ThrottlingException', times: 3 }],
      },
    });
    await page.getByRole('button', { name: 'No faults' }).click();
    await page.getByRole('button', { name: 'Switch on throttling' }).waitFor();
    expect(await faults()).toMatchObject({ healthLake: { throttling: false, failNext: [] } });
  });

  /** Whatever runs on the console's origin can do this. */
  const ATTACK = `document.title = 'owned'; fetch('/_inlet/console/api/v1/actions/faults', {method: 'POST',
    headers: {'content-type': 'application/json', 'x-inlet-console': '1'}, body: '{"change": {"healthLake": {"throttling": true}}}'})`;
  const isOwned = async () =>
    (await page.title()).includes('owned') ||
    (await (await fetch(`${cloud.url}/_inlet/faults`)).text()).includes('"throttling":true');
  const Bucket = 'inlet-local-results';
  const plant = (Key: string, ContentType: string, text: string) =>
    cloud.s3.send(new PutObjectCommand({ Bucket, Key, ContentType, Body: Buffer.from(text) }));

  test('nothing that is planted in a bucket or a data store runs on its origin, opened as a document or asked for as a script', async () => {
    await plant('page.html', 'text/html', `<h1>planted</h1><script>${ATTACK}</script>`);
    await plant(
      'picture.svg',
      'image/svg+xml',
      `<svg xmlns="http://www.w3.org/2000/svg"><text>planted</text><script>${ATTACK}</script></svg>`,
    );
    await plant('script.js', 'text/javascript', ATTACK);
    for (const key of ['page.html', 'picture.svg']) {
      await page.goto(`${cloud.url}/${Bucket}/${key}`);
      await page.getByText('planted').waitFor();
      expect([key, await isOwned()]).toEqual([key, false]);
    }
    const div = `<div xmlns="http://www.w3.org/1999/xhtml">planted<script>${ATTACK}</script></div>`;
    const datastoreId = (await cloud.state()).datastores[0]?.datastoreId ?? '';
    const answer = await page.goto(
      `${cloud.url}/datastore/${datastoreId}/r4/Patient?name=${encodeURIComponent(div)}`,
    );
    expect([answer?.headers()['content-security-policy'], await isOwned()]).toEqual(['sandbox', false]);

    // A script of the same origin that is no file of the page's, should anything ever bring it into the page.
    await page.goto(cloud.consoleUrl);
    await page.locator('.flow').waitFor();
    const refused = await page.evaluate(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
      const script = document.createElement('script');
      script.src = '/${Bucket}/script.js';
      document.head.append(script);
    })`);
    expect([refused, await isOwned()]).toEqual(['script-src-elem', false]);
  });

  test('a page of another site may lead to the empty page, and gets nothing else', async () => {
    const other = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<a href="${cloud.consoleUrl}imports">console</a> <a href="${cloud.consoleUrl}api/v1/flow">api</a>
        <a href="${cloud.url}/_inlet/state">state</a> <a href="${cloud.url}/">root</a> <iframe src="${cloud.consoleUrl}"></iframe>`);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      // Another site than 127.0.0.1 is.
      const address = `http://localhost:${(other.address() as AddressInfo).port}/`;
      for (const name of ['api', 'state', 'root']) {
        await page.goto(address);
        const [answer] = await Promise.all([
          page.waitForResponse(
            (response) => response.request().isNavigationRequest() && response.status() === 403,
          ),
          page.getByRole('link', { name }).click(),
        ]);
        expect([name, await answer.text()]).toEqual([name, expect.stringContaining('Refused')]);
      }
      await page.goto(address);
      const frame = page.frames()[1];
      expect(await frame?.locator('.bar').count()).toBe(0);
      await page.getByRole('link', { name: 'console' }).click();
      await page.locator('h1', { hasText: 'Drops and imports' }).waitFor();
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  test('is where a browser gets that opens the cloud’s address, and GET never changes anything', async () => {
    await page.goto(`${cloud.url}/`);
    await page.locator('.flow').waitFor();
    expect(page.url()).toBe(cloud.consoleUrl);
    const before = await (await fetch(`${cloud.url}/_inlet/faults`)).text();
    const names = ['pause', 'resume', 'again', 'redrive', 'clock', 'faults', 'faults-clear', 'mend', 'mint'];
    for (const path of [...names.map((name) => `actions/${name}`), 'drop', 'judge']) {
      const answer = await fetch(`${cloud.consoleUrl}api/v1/${path}`, {
        headers: { 'x-inlet-console': '1' },
      });
      expect([path, answer.status]).toEqual([path, 405]);
    }
    expect(await (await fetch(`${cloud.url}/_inlet/faults`)).text()).toBe(before);
  });
});
