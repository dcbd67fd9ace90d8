/** 7160 -> "7,160". Not by the locale, which takes longer to load than a short command to run. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** "1 file", "2 files", "0 more summaries". Every count before a person goes through it: a test looks for others. */
export const countOf = (count: number, noun: string): string =>
  `${countText(count)} ${count === 1 ? noun : plural(noun)}`;

const plural = (noun: string): string => (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);
