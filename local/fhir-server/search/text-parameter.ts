import type { ReadParameter } from './criterion.ts';
import { alternatives } from './alternatives.ts';

/** `_text=fever`: all these words in the narrative, whatever their case. */
export const textParameter: ReadParameter = (value, { name }) => {
  const wanted = alternatives(value, name).map((text) => text.toLowerCase().split(/\s+/).filter(Boolean));
  return {
    meets({ content }) {
      const { div } = (content().text ?? {}) as { div?: unknown };
      if (typeof div !== 'string') return false;
      const words = div.replaceAll(/<[^>]*>/g, ' ').toLowerCase();
      return wanted.some((all) => all.length > 0 && all.every((word) => words.includes(word)));
    },
  };
};
