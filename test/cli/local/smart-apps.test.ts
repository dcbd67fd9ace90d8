import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SMART_APP, SMART_SERVICE, smartAppsOf, smartServicesOf } from '../../../cli/local/smart-apps.ts';
import { temporaryFolder } from '../../support/cloud.ts';

test.each([
  ['my-app=http://localhost:3000/', { clientId: 'my-app', redirectUris: ['http://localhost:3000/'] }],
  ['a=http://localhost/?b=c', { clientId: 'a', redirectUris: ['http://localhost/?b=c'] }],
  [
    'portal:s:e cret=app:/callback',
    { clientId: 'portal', clientSecret: 's:e cret', redirectUris: ['app:/callback'] },
  ],
])('%s registers an app', (text, app) => {
  expect(smartAppsOf([text])).toEqual([app]);
});

test.each(['my-app', '=http://localhost/', 'my-app=', ':secret=http://localhost/', ''])(
  '%j is none',
  (text) => {
    expect(SMART_APP.fits(text)).toBe(false);
  },
);

test('a service is registered with its keys, out of a file or by their address', async () => {
  const { folder, remove } = await temporaryFolder();
  try {
    const file = join(folder, 'jwks.json');
    await writeFile(file, '{"keys":[]}');
    const url = 'https://service.example/jwks.json?a=b';
    expect(await smartServicesOf([`one=${file}`, `other=${url}`])).toEqual([
      { clientId: 'one', redirectUris: [], jwks: { keys: [] } },
      { clientId: 'other', redirectUris: [], jwksUri: url },
    ]);
    await writeFile(file, 'keys');
    await expect(smartServicesOf([`one=${file}`])).rejects.toThrow('is no JSON');
    expect(SMART_SERVICE.fits('one')).toBe(false);
  } finally {
    await remove();
  }
});
