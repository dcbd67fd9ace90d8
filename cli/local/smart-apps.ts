import { UsageError } from '../../errors/index.ts';
import type { SmartApp } from '../../local/boot/index.ts';

/** `<id>[:<secret>]=<redirect uri>`; an id with a colon cannot be written so. */
const FORM = /^(?<clientId>[^:=]+)(?::(?<clientSecret>[^=]+))?=(?<redirectUri>.+)$/;

/** Apps that are registered with the local issuer, as `--smart-app` names them. @throws UsageError */
export const smartAppsOf = (named: readonly string[]): SmartApp[] =>
  named.map((text) => {
    const { clientId = '', clientSecret, redirectUri = '' } = FORM.exec(text)?.groups ?? {};
    if (clientId === '')
      throw new UsageError(
        '--smart-app takes <client id>=<redirect uri>, with :<secret> behind the id of a confidential app',
        {
          expected: '<client id>[:<secret>]=<redirect uri>',
        },
      );
    return { clientId, redirectUris: [redirectUri], ...(clientSecret !== undefined && { clientSecret }) };
  });
