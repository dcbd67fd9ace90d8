import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Lays the AWS SDK above the code, where `require` and `import` of a function find it that does not bring its own, as
 * on Lambda's Node.js runtimes (Lambda developer guide, "Building Lambda functions with Node.js"). There it has all
 * clients; here it has those that Inlet itself is installed with.
 */
export function provideSdk(codeFolder: string): void {
  const sdk = installedSdk();
  if (sdk === undefined) return;
  const modules = join(codeFolder, 'node_modules');
  const link = join(modules, '@aws-sdk');
  if (targetOf(link) === sdk) return;
  mkdirSync(modules, { recursive: true, mode: 0o700 });
  rmSync(link, { force: true });
  symlinkSync(sdk, link, 'junction');
}

const INSTALLED = /^.*[\\/]node_modules[\\/]@aws-sdk(?=[\\/])/;

function installedSdk(): string | undefined {
  try {
    return INSTALLED.exec(createRequire(import.meta.url).resolve('@aws-sdk/client-s3'))?.[0];
  } catch {
    return undefined;
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
