import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As the framework names the template that it leaves beside the functions' zips. */
const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

/** Those that are still there when the process ends. */
const folders = new Set<string>();

const removeAll = (): void => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
};

/** A temporary folder with a template, as the local cloud reads it: what writes another one, and what removes the folder. */
export function templateFolder(template: object): {
  folder: string;
  write: (template: object) => void;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-testing-'));
  const remove = (): void => {
    folders.delete(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  if (!process.listeners('exit').includes(removeAll)) process.once('exit', removeAll);
  folders.add(folder);
  const write = (written: object): void => {
    writeFileSync(join(folder, TEMPLATE_FILE), JSON.stringify(written));
  };
  write(template);
  return { folder, write, remove };
}
