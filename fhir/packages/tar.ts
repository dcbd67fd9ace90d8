const BLOCK = 512;

/** One file of a tar archive. */
export interface TarFile {
  name: string;
  content: Buffer;
}

/** A tar archive that is damaged, or of a kind that FHIR packages do not use. */
export class TarError extends Error {
  override name = 'TarError';
}

/**
 * The files of a tar archive: ustar with long names in its prefix, in pax headers or in GNU's own form, which is
 * what npm and the FHIR publisher write. Contents are views of `archive`.
 * @throws TarError where the archive is cut off or a header is damaged
 */
export function* tarFiles(archive: Buffer): Generator<TarFile> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header[0] === 0) return;
    checkSum(header);
    const size = octal(header, 124, 12);
    const start = at + BLOCK;
    if (start + size > archive.length) throw new TarError('The archive is cut off.');
    const content = archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === 'L') longName = text(content, 0, content.length);
    else {
      if (type === '0' || type === '\0') yield { name: longName ?? nameOf(header), content };
      longName = undefined;
    }
  }
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Text up to its first zero byte. */
function text(bytes: Buffer, start: number, length: number): string {
  const end = bytes.indexOf(0, start);
  return bytes.toString('utf8', start, end < 0 ? start + length : Math.min(end, start + length));
}

function octal(header: Buffer, start: number, length: number): number {
  const digits = text(header, start, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new TarError('A header of the archive is damaged.');
  return parseInt(digits, 8);
}

function checkSum(header: Buffer): void {
  let sum = 0;
  header.forEach((byte, at) => {
    sum += at >= 148 && at < 156 ? 0x20 : byte;
  });
  if (sum !== octal(header, 148, 8)) throw new TarError('A header of the archive is damaged.');
}

/** The `path` of a pax header: records of "length key=value", each with a line feed at its end. */
function paxPath(content: Buffer): string | undefined {
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString('utf8', at, space));
    if (space < 0 || !Number.isInteger(length) || length <= 0) return undefined;
    const record = content.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return undefined;
}
