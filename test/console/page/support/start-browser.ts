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

/** Starts it. Chromium refuses its sandbox to root, and only to root. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
