import { readFile } from 'node:fs/promises';
import { UsageError } from '../../errors/index.ts';
import type { SmartApp } from '../../local/boot/index.ts';
import type { TextForm } from '../terminal/index.ts';

/** `<id>[:<secret>]=<redirect uri>`; an id with a colon cannot be written so. */
const APP = /^(?<clientId>[^:=]+)(?::(?<clientSecret>[^=]+))?=(?<redirectUri>.+)$/;

export const SMART_APP: TextForm = {
  takes: '<client id>=<redirect uri>, with :<secret> behind the id of a confidential app',
  fits: (text) => APP.test(text),
};

/** Apps that are registered with the local issuer, as `--smart-app` names them: each of the form `SMART_APP`. */
export const smartAppsOf = (named: readonly string[]): SmartApp[] =>
  named.map((text) => {
    const { clientId = '', clientSecret, redirectUri = '' } = APP.exec(text)?.groups ?? {};
    return { clientId, redirectUris: [redirectUri], ...(clientSecret !== undefined && { clientSecret }) };
  });

/** `<id>=<file or URL>` */
const SERVICE = /^(?<clientId>[^=]+)=(?<keys>.+)$/;

export const SMART_SERVICE: TextForm = {
  takes: '<client id>=<file or URL of its public keys>',
  fits: (text) => SERVICE.test(text),
};

/**
 * Clients that sign assertions, as `--smart-service` names them, with their public keys or the address of these: each of the form
 * `SMART_SERVICE`. @throws UsageError where a file has no JSON
 */
export const smartServicesOf = (named: readonly string[]): Promise<SmartApp[]> =>
  Promise.all(
    named.map(async (text) => {
      const { clientId = '', keys = '' } = SERVICE.exec(text)?.groups ?? {};
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
