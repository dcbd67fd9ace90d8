import type { Locator, Page } from 'playwright-core';

/** No view has more places to stop at. */
const MOST_STOPS = 120;

/** Goes on with the Tab key until an element has the focus. @throws Error where it never gets there */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the Tab key never leads there');
}

/** Presses what can be pressed, by keyboard alone. */
export async function pressByKeyboard(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Writes into a field, by keyboard alone; what stood there is replaced. */
export async function typeByKeyboard(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** A place where the Tab key stops. */
interface Stop {
  name: string;
  /** Whether it is in the window, with the outline of the focus around it. */
  isShown: boolean;
}

/** What can be pressed, filled in or scrolled, in its order: what the Tab key must lead to. */
const PLACES =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';

/**
 * Goes once around a page by the Tab key, from its beginning until it leaves the page.
 * @returns where it stopped, and every place where it should have
 */
export async function tabAround(page: Page): Promise<{ stops: Stop[]; places: string[] }> {
  const stops: Stop[] = [];
  const places = await page.evaluate<string[]>(`(() => {
    globalThis.placeName = (element) => element.tagName + ' ' +
      [...document.querySelectorAll('${PLACES}')].indexOf(element) + ' ' +
      (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40);
    // The Tab key goes on from the last click: from here it begins before everything.
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    return [...document.querySelectorAll('${PLACES}')].filter((one) => one.checkVisibility()).map(placeName);
  })()`);
  while (stops.length <= places.length) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>(`(() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      const { outlineStyle } = getComputedStyle(at);
      const { top, bottom, left, right } = at.getBoundingClientRect();
      return { name: placeName(at), isShown: outlineStyle !== 'none' && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth };
    })()`);
    if (!stop) break;
    stops.push(stop);
  }
  return { stops, places };
}
