/**
 * User metadata travels in headers, so it is ASCII there: a value with other characters is answered as an encoded word
 * of RFC 2047, and one that is sent so is decoded (Amazon S3 User Guide, "User-defined object metadata"). Bytes that
 * are sent raw count as ISO 8859-1, whatever the client meant by them: the guide's own example answers UTF-8 that was
 * sent raw encoded twice.
 */

const ENCODED_WORD = /=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/g;
/** White space between two encoded words is no part of the text (RFC 2047, section 6.2). */
const BETWEEN_WORDS = /(\?=)\s+(?==\?)/g;

/** The text that a header's value means. */
export const decodedMetadata = (value: string): string =>
  value
    .replace(BETWEEN_WORDS, '$1')
    .replace(ENCODED_WORD, (word, charset: string, encoding: string, text: string) => {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : bytesOfQ(text);
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word;
      }
    });

const bytesOfQ = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

/** The header's value for a text; undefined for one that cannot be shown, which is only counted. */
export function encodedMetadata(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what is asked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return undefined;
  const others = text.match(/[^ -~]/g)?.length ?? 0;
  if (others === 0) return text;
  const bytes = Buffer.from(text, 'utf8');
  return others < text.length - others
    ? `=?UTF-8?Q?${wordQ(bytes)}?=`
    : `=?UTF-8?B?${bytes.toString('base64')}?=`;
}

const wordQ = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === ' ') return '_';
      const plain = byte > 0x20 && byte < 0x7f && !'=_?'.includes(character);
      return plain ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
