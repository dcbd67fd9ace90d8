import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the page, as it is served. */
export interface PageFile {
  contentType: string;
  contents: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What the build leaves in the page's folder (tools/scripts/compile-cli.mjs). */
const FILES = ['index.html', 'console.js', 'console.css', 'icon.svg'];

/** The page's files by name, each read once, when it is first asked for; undefined for any other name. */
export function pageFiles(folder: string): (name: string) => Promise<PageFile | undefined> {
  const read = new Map<string, PageFile>();
  return async (name) => {
    if (!FILES.includes(name)) return undefined;
    const file = read.get(name) ?? {
      contentType: TYPES[extname(name)] ?? 'application/octet-stream',
      contents: await readFile(join(folder, name)),
    };
    read.set(name, file);
    return file;
  };
}
