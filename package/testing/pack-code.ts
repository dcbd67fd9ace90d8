import { copyFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zipSync } from 'fflate';
import type { ForeignResource } from './foreign-template.ts';
import { InvalidTemplate } from './invalid-template.ts';

/** Where tools say that a function's code lies: as an asset of the CDK, as a path, or as the name of what would be uploaded. */
interface Code {
  ZipFile?: unknown;
  S3Key?: unknown;
}

/**
 * Puts a function's code as a zip into the folder `to`. Returns the function with the key by which it is found there.
 * @param from the folder of the template, which paths are relative to
 */
export function packCode(
  logicalId: string,
  resource: ForeignResource,
  from: string,
  to: string,
): ForeignResource {
  const key = `${logicalId}.zip`;
  const zip = join(to, key);
  const runtime = resource.Properties?.Runtime;
  if (typeof runtime === 'string' && !runtime.startsWith('nodejs'))
    throw new InvalidTemplate(
      `${logicalId} has the Runtime ${runtime}, and functions run in Node here: to run the rest without, leaveOut: ["${logicalId}"]`,
    );
  const code = resource.Properties?.Code as Code | string | undefined;
  if (typeof code === 'object' && typeof code.ZipFile === 'string')
    writeFileSync(zip, zipSync({ 'index.js': Buffer.from(code.ZipFile) }));
  else {
    const named = codePath(logicalId, resource, code);
    const path = join(from, existsSync(join(from, named)) ? named : assetOf(named));
    if (!existsSync(path)) throw new InvalidTemplate(`${logicalId}: its code is not there: ${path}`);
    if (statSync(path).isDirectory()) writeFileSync(zip, zipSync(filesBelow(path)));
    else copyFileSync(path, zip);
  }
  return { ...resource, Properties: { ...resource.Properties, Code: { S3Bucket: 'local', S3Key: key } } };
}

function codePath(logicalId: string, { Metadata }: ForeignResource, code: Code | string | undefined): string {
  const asset = Metadata?.['aws:asset:path'];
  if (typeof asset === 'string') return asset;
  if (typeof code === 'string') return code;
  if (typeof code?.S3Key === 'string') return basename(code.S3Key);
  throw new InvalidTemplate(`${logicalId}: its Code names no file or folder beside the template`);
}

/** Without its metadata, an asset of the CDK is named by its hash alone, as it is uploaded: `<hash>.zip` of `asset.<hash>`. */
const assetOf = (name: string): string => `asset.${name.replace(/\.zip$/, '')}`;

const filesBelow = (folder: string): Record<string, Uint8Array> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)]),
  );
