/** A template of words as they are typed, and of values that come from elsewhere. */
export type Typed = (words: TemplateStringsArray, ...values: readonly string[]) => string;

/**
 * A command within a sentence, as it is typed in a POSIX shell, between backticks: so much can be pasted, and the terminal breaks no line within it.
 * Values are quoted where a shell would read something else in them: keys are other people's texts.
 */
export const typed: Typed = (words, ...values) =>
  `\`${String.raw({ raw: words }, ...values.map(shellQuoted))}\``;

/** The same for `npx inlet`, on the stage that the sentence is about. */
export const typedInlet =
  (stage: string): Typed =>
  (words, ...values) => {
    const line = String.raw({ raw: words }, ...values.map(shellQuoted));
    return `\`npx inlet ${line}${stage === 'local' ? '' : ` --stage ${shellQuoted(stage)}`}\``;
  };

/** A value as one word of a POSIX shell. */
export const shellQuoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
