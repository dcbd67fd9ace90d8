import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's program: CHROMIUM says where, or it is looked for where systems put it. */
export const chromiumPath = (): string | undefined =>
  process.env.CHROMIUM ?? USUAL_PLACES.find((path) => existsSync(path));

/** The longest that something on a page is waited for, milliseconds: only a failing test gets there, on a busy machine too. */
const PATIENCE_MS = 120_000;

/** Starts it, patient in all that it opens. Chromium refuses its sandbox to root, and only to root. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    timeout: PATIENCE_MS,
  });
  return browser.on('context', (context) => {
    context.setDefaultTimeout(PATIENCE_MS);
  });
}
