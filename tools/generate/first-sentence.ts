/**
 * A Markdown text up to the first dot that ends a sentence: one before white space or the end of the text, and outside
 * code spans. A text without such a dot is returned whole.
 */
export const firstSentence = (text: string): string =>
  /^(?:`[^`]*`|[^`])*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
