import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Browser, Page } from 'playwright-core';
import { closedAtEnd } from '../../support/closed-at-end.ts';
import { patients, temporaryFolder, until } from '../../support/cloud.ts';
import { describeInBrowser, startBrowser } from './support/browser.ts';
import type { CloudWithConsole } from './support/local-console.ts';
import { startCloudWithConsole } from './support/local-console.ts';

describeInBrowser('two tabs of a local cloud', () => {
  const things = closedAtEnd();
  /** Readings of the view of imports, which go on when `held` does, and streams of it that were asked for. */
  const seen = { readings: 0, streams: 0, held: Promise.resolve(undefined) };
  let browser: Browser;
  let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
  let cloud: CloudWithConsole;
  let one: Page;
  let other: Page;
  const start = (port = 0) =>
    startCloudWithConsole(
      { stateFolder: scratch.folder, port },
      {
        sources: (sources) => ({
          ...sources,
          async imports(page) {
            seen.readings += 1;
            await seen.held;
            return sources.imports(page);
          },
        }),
        service: (answer) => (request, response) => {
          if (request.url?.endsWith('/stream/imports')) seen.streams += 1;
          return answer(request, response);
        },
      },
    );
  beforeAll(async () => {
    scratch = await things.keep(temporaryFolder(), (made) => made.remove());
    [browser, cloud] = await Promise.all([
      things.keep(startBrowser(), (opened) => opened.close()),
      things.keep(start(), () => cloud.end()),
    ]);
    const context = await browser.newContext();
    [one, other] = [await context.newPage(), await context.newPage()];
  });
  afterAll(things.closeAll);

  const isLive = (page: Page) => page.locator('.live:not(.stale)', { hasText: 'live' }).waitFor();

  test('that look at the same view are one reading of it', async () => {
    const reading = Promise.withResolvers<undefined>();
    seen.held = reading.promise;
    await Promise.all([one, other].map((page) => page.goto(`${cloud.consoleUrl}imports`)));
    await until(() => seen.streams === 2, 'both streams');
    expect(seen.readings).toBe(1);
    reading.resolve(undefined);
    await Promise.all([one, other].map(isLive));
  });

  test('see an import half-way, and its bar move on as far as its job does', async () => {
    cloud.healthLakeSettings({ stallAfterFiles: 1 });
    for (const file of ['a', 'b', 'c', 'd'])
      await cloud.s3.send(
        new PutObjectCommand({
          Bucket: cloud.names.inboxBucket,
          Key: `quarters/${file}.ndjson`,
          Body: Buffer.from(patients(5, file)),
        }),
      );
    await until(async () => {
      await cloud.advanceClock(1);
      return (await cloud.state()).jobs.some(({ status }) => status === 'IN_PROGRESS');
    }, 'a job that runs');
    const open = one.getByRole('region', { name: 'Open imports' });
    await open.getByText('25%, 5 lines').waitFor();
    await other.getByRole('link', { name: /^imp-/ }).click();
    const bars = [one, other].map((page) => page.getByRole('progressbar'));
    const valueOf = (bar: (typeof bars)[number]) =>
      bar.evaluate((element) => (element as unknown as { value: number }).value);
    await other.getByText('25%, 5 lines').waitFor();
    expect(await Promise.all(bars.map(valueOf))).toEqual([0.25, 0.25]);

    cloud.healthLakeSettings({ stallAfterFiles: 3 });
    await Promise.all([open, other].map((place) => place.getByText('75%, 15 lines').waitFor()));
    expect(await Promise.all(bars.map(valueOf))).toEqual([0.75, 0.75]);
  });

  test('say so while the cloud is away, and go on by themselves when it is back, as does the import', async () => {
    await cloud.end();
    for (const page of [one, other]) await page.locator('.stale', { hasText: 'out of date' }).waitFor();
    // What was last seen stays to be read.
    await one.getByText('75%, 15 lines').waitFor();
    // Faults are not kept over a restart: the job goes on where it stood.
    cloud = await start(Number(new URL(cloud.url).port));
    await Promise.all([one, other].map(isLive));
    await cloud.idle();
    await one.getByRole('region', { name: 'Ended imports' }).getByText('COMPLETED').waitFor();
    await other.getByText('20 lines = 20 imported + 0 failed').waitFor();
  });
});
