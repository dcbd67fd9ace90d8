import { createReadStream, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A file without a name: nothing of the data stays behind, however this program ends. */
function unnamedFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-validate-'));
  try {
    return openSync(join(folder, 'input.ndjson'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a stream to a file without a name, since files can be validated in parts, and returns that open. */
export async function spooled(input: Readable, signal: AbortSignal): Promise<number> {
  const { pipeline } = await import('node:stream/promises');
  const file = unnamedFile();
  await pipeline(input, into(file), { signal });
  return file;
}

/** Writes chunks to an open file, which stays open whatever becomes of them: a stream of Node's closes it when it fails. */
const into = (file: number) => async (chunks: AsyncIterable<Buffer>) => {
  for await (const chunk of chunks) writeFileSync(file, chunk);
};

/** Bytes that are unpacked at a time. */
const CHUNK_BYTES = 256 * 1024;

/** An unpacked file, or what came of it before it could not be read further. */
export interface UnpackedFile {
  file: number;
  /** Why not all of it could be unpacked. */
  refusal?: string;
}

/**
 * Unpacks a gzip file, of any number of members (RFC 1952, 2.2), into a file without a name.
 * @param tell called with the packed bytes that are read, now and then
 */
export async function unpacked(
  path: string,
  signal: AbortSignal,
  tell: (bytes: number) => void,
): Promise<UnpackedFile> {
  // Loaded only here: a file that is not packed would wait for it.
  const { createGunzip } = process.getBuiltinModule('node:zlib');
  const { pipeline } = await import('node:stream/promises');
  const file = unnamedFile();
  const packed = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  packed.on('data', () => {
    tell(packed.bytesRead);
  });
  try {
    await pipeline(packed, createGunzip({ chunkSize: CHUNK_BYTES }), into(file), { signal });
    return { file };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !code.startsWith('Z_')) throw error;
    return { file, refusal: code === 'Z_BUF_ERROR' ? CUT_OFF : DAMAGED };
  }
}

const CUT_OFF = 'the gzip data of the file is cut off: write or fetch it again';
const DAMAGED = 'the gzip data of the file is damaged: write or fetch it again';
