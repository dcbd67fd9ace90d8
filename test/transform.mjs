import { transformSync } from 'esbuild';

/** Jest's transformer for ESM TypeScript: types are erased by esbuild; `npm run types` checks them. */
export default {
  process: (source, file) =>
    transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node22',
      sourcefile: file,
      sourcemap: 'inline',
    }),
};
