import { crc32, inflateRawSync } from 'node:zlib';

/** A file of a zip; folders have no entry here. */
export interface ZipEntry {
  /** With "/" between folders. */
  name: string;
  /** As the zip says, before it is unpacked. */
  bytes: number;
  /** Unpacks it. @throws Error where it is damaged */
  content: () => Buffer;
}

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a zip as its directory lists them (PKWARE APPNOTE.TXT, 4.3): stored or deflated, below 4 GB, not
 * encrypted, which is all that Lambda takes. Every content is checked against its CRC, and has the size that the directory says.
 * @throws Error where it is no such zip, or a damaged one
 */
export function* unzip(bytes: Buffer): Generator<ZipEntry> {
  const end = endOfDirectory(bytes);
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('its directory is damaged');
    const nameEnd = at + DIRECTORY_ENTRY_BYTES + bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + DIRECTORY_ENTRY_BYTES, nameEnd);
    const entry = at;
    if (!name.endsWith('/'))
      yield { name, bytes: bytes.readUInt32LE(entry + 24), content: () => contentOf(bytes, entry, name) };
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

/** It is the last record; only a comment may follow. */
function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - END_OF_DIRECTORY_BYTES; at >= 0; at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('it has no directory');
}

function contentOf(bytes: Buffer, entry: number, name: string): Buffer {
  const method = bytes.readUInt16LE(entry + 10);
  const size = bytes.readUInt32LE(entry + 24);
  const header = bytes.readUInt32LE(entry + 42);
  const begin =
    header + LOCAL_HEADER_BYTES + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const packed = bytes.subarray(begin, begin + bytes.readUInt32LE(entry + 20));
  if (method !== STORED && method !== DEFLATED) throw new Error(`${name} has compression method ${method}`);
  const content = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  if (content.length !== size || crc32(content) !== bytes.readUInt32LE(entry + 16)) {
    throw new Error(`${name} is damaged`);
  }
  return content;
}
