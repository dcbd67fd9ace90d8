import { expect, test } from '@jest/globals';
import { smartAppsOf } from '../../../cli/local/smart-apps.ts';

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
  '%j is refused, without the secret that may be in it',
  (text) => {
    expect(() => smartAppsOf([text])).toThrow('--smart-app takes <client id>=<redirect uri>');
  },
);
