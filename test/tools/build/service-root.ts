import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../../tools/build/project.ts';

const SHARED = ['infrastructure', 'tools', 'node_modules'];
const OWN = ['config', 'serverless.yml', 'package.json', 'package-lock.json'];

/** A project with its own configuration and these handlers, in a temporary folder; the rest is this project's. */
export function serviceRoot(handlers: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'inlet-build-'));
  for (const name of SHARED) symlinkSync(join(PROJECT, name), join(root, name), 'junction');
  for (const name of OWN) cpSync(join(PROJECT, name), join(root, name), { recursive: true });
  mkdirSync(join(root, 'handlers'));
  for (const [name, source] of Object.entries(handlers))
    writeFileSync(join(root, 'handlers', `${name}.ts`), source);
  return root;
}

/** The smallest set of handlers that serverless.yml can be packaged with. */
export const HANDLERS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'record-arrivals',
    'start-imports',
    'poll-jobs',
    'run-action',
    'summarize-import',
    'run-exports',
    'identity-provider',
  ].map((name) => [name, `export const handler = (): string => '${name}';\n`]),
);
