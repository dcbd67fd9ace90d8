import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets the shapes of API operations that no handler calls fall out of the bundles: 50 KB of S3's. An AWS SDK client
 * declares its shapes with constants as computed keys, `{ [_hH]: _IM_ }`. To a bundler a computed key may run code, so
 * that it keeps every shape; the same key as a literal, `{ "httpHeader": _IM_ }`, it knows to be idle.
 */
export const sdkSchemasPlugin: Plugin = {
  name: 'sdk-schemas',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => ({ contents: withLiteralKeys(await readFile(path, 'utf8')) }),
    );
  },
};

function withLiteralKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, literal]) => [name, literal]),
  );
  return source.replace(/\[(\w+)\]:/g, (computed, name: string) => {
    const literal = constants.get(name);
    return literal === undefined ? computed : `${literal}:`;
  });
}
