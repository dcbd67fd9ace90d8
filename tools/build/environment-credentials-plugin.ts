import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Puts the environment in place of the AWS SDK's credential chain. Lambda hands a role's credentials to a
 * function in its environment, so profiles, SSO, web identities and the metadata services of EC2 and ECS are
 * weight that every cold start would carry (about 130 KB).
 */
export const environmentCredentialsPlugin: Plugin = {
  name: 'environment-credentials',
  setup(build) {
    build.onLoad({ filter: /[\\/]credential-provider-node[\\/][^\\/]+[\\/]index\.js$/ }, ({ path }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: dirname(path),
    }));
  },
};
