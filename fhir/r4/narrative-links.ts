import { decoded } from './narrative-text.ts';

/** A tag that has an address of its own, up to its end; a `>` may stand in the value of an attribute. */
const TAG = /<(?:a|img)(?=[\t\n\r ])(?:"[^"]*"|'[^']*'|[^"'<>])*>/g;
const ATTRIBUTE = /([\t\n\r ](href|src)[\t\n\r ]*=[\t\n\r ]*)(?:"([^"]*)"|'([^']*)')/g;

/**
 * An XHTML with other addresses in `<a href>` and `<img src>`, everything else as it was.
 * @param replace gives the other address for one as a browser reads it; undefined for one that stays
 */
export const withNarrativeLinks = (text: string, replace: (address: string) => string | undefined): string =>
  text.replaceAll(TAG, (tag) =>
    tag.replaceAll(
      ATTRIBUTE,
      (whole, before: string, name: string, double: string | undefined, single: string | undefined) => {
        if (name !== (tag.startsWith('<img') ? 'src' : 'href')) return whole;
        const address = replace(decoded(double ?? single ?? ''));
        return address === undefined ? whole : `${before}"${escaped(address)}"`;
      },
    ),
  );

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
