const BLOCK = 512;

/** One entry of a tar archive: header and content, filled up to whole blocks. */
export function tarEntry(name: string, content: string, { type = '0', prefix = '' } = {}): Buffer {
  const bytes = Buffer.from(content, 'utf8');
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

/** A tar archive of files. */
export const tarArchive = (files: readonly (readonly [name: string, content: string])[]): Buffer =>
  Buffer.concat([...files.map(([name, content]) => tarEntry(name, content)), Buffer.alloc(2 * BLOCK)]);
