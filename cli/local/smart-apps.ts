import { readFile } from 'node:fs/promises';
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

/** `<id>=<file or URL>` */
const SERVICE = /^(?<clientId>[^=]+)=(?<keys>.+)$/;

/** Clients that sign assertions, as `--smart-service` names them, with their public keys or the address of these. @throws UsageError */
export const smartServicesOf = (named: readonly string[]): Promise<SmartApp[]> =>
  Promise.all(
    named.map(async (text) => {
      const { clientId = '', keys = '' } = SERVICE.exec(text)?.groups ?? {};
      if (clientId === '')
        throw new UsageError('--smart-service takes <client id>=<file or URL of its public keys>', {
          expected: '<client id>=<JWK Set>',
        });
      const app = { clientId, redirectUris: [] };
      return /^https?:/.test(keys) ? { ...app, jwksUri: keys } : { ...app, jwks: await keySetIn(keys) };
    }),
  );

async function keySetIn(file: string): Promise<NonNullable<SmartApp['jwks']>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as NonNullable<SmartApp['jwks']>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UsageError(`--smart-service: ${file} is no JSON`, {
      actual: file,
      expected: 'a JWK Set in JSON',
    });
  }
}
