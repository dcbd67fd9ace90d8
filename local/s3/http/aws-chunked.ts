import { s3Error } from '../s3-error.ts';

/** A chunk's size line carries at most a size and a signature; trailers are short too. */
const LONGEST_LINE = 8 * 1024;

type State = 'size' | 'data' | 'end of data' | 'trailers' | 'done';

/**
 * Decodes an `aws-chunked` body (Amazon S3 API Reference, "Signature calculations: transferring payload in
 * multiple chunks"): `<hex size>[;chunk-signature=...]\r\n<data>\r\n` ..., a chunk of size 0, then trailers until
 * an empty line. Yields the data; trailers are put into `trailers` (names in lower case) before it ends. Chunk
 * signatures are not checked: the local cloud takes any credentials.
 * @throws S3Error IncompleteBody when the body ends early or is not in this form
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  let state = 'size' as State;
  let line = '';
  let dataLeft = 0;

  const endLine = (): void => {
    const text = line.replace(/\r$/, '');
    line = '';
    if (state === 'size') {
      dataLeft = chunkSize(text);
      state = dataLeft > 0 ? 'data' : 'trailers';
    } else if (state === 'end of data') {
      if (text !== '') throw s3Error('IncompleteBody', 'A chunk is longer than its declared size.');
      state = 'size';
    } else if (text === '') {
      state = 'done';
    } else {
      const colon = text.indexOf(':');
      if (colon < 1) throw s3Error('MalformedTrailerError');
      trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
    }
  };

  for await (const piece of body) {
    let position = 0;
    while (position < piece.length) {
      if (state === 'done') break;
      if (state === 'data') {
        const data = piece.subarray(position, position + dataLeft);
        position += data.length;
        dataLeft -= data.length;
        if (dataLeft === 0) state = 'end of data';
        yield data;
      } else {
        const newline = piece.indexOf(0x0a, position);
        const end = newline < 0 ? piece.length : newline;
        line += Buffer.from(piece.buffer, piece.byteOffset + position, end - position).toString('latin1');
        if (line.length > LONGEST_LINE) throw s3Error('IncompleteBody', 'A chunk header is too long.');
        position = end + 1;
        if (newline >= 0) endLine();
      }
    }
  }
  // Some clients leave out the empty line after the last chunk when there are no trailers.
  if (state !== 'done' && !(state === 'trailers' && line === '')) throw s3Error('IncompleteBody');
}

function chunkSize(line: string): number {
  const hex = /^([0-9a-f]{1,12})\s*(;.*)?$/i.exec(line)?.[1];
  if (hex === undefined) throw s3Error('IncompleteBody', 'A chunk does not begin with its size.');
  return parseInt(hex, 16);
}
