export type Parameter = readonly [name: string, value: string];

/** A request's target in its path, still encoded, and its decoded parameters. */
export function splitUrl(url: string): { path: string; query: Parameter[] } {
  const question = url.indexOf('?');
  if (question < 0) return { path: url, query: [] };
  const query = url
    .slice(question + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): Parameter => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    });
  return { path: url.slice(0, question), query };
}

/** Everything but letters, digits and `-_.~` as `%XX` of its UTF-8. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Text that is no valid encoding stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
