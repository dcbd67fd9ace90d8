import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Puts the tracer in the place of the module that has none: only bundles of a stage that is traced (`tracing`) hold one. */
export const tracingPlugin: Plugin = {
  name: 'tracing',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:runtime\/)?tracing\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/tracing\.ts$/, 'xray/tracing.ts')),
    }));
  },
};
