/** `a=1,b=2` as pairs; a parameter's schema has seen to the form. */
export const pairsOf = (text: string): [string, string][] =>
  text === ''
    ? []
    : text.split(',').map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), pair.slice(at + 1)];
      });

/** `a,b` as a list; none where the text is empty. */
export const listOf = (text: string): string[] => (text === '' ? [] : text.split(','));
