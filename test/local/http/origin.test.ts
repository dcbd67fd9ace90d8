import { describe, expect, test } from '@jest/globals';
import { isLoopback, refusalOf } from '../../../local/http/origin.ts';

describe('who may come in', () => {
  test.each([
    { host: '127.0.0.1:4566' },
    { host: 'localhost:4566' },
    { host: '[::1]:4566' },
    { host: 'inlet-local-inbox.localhost:4566' },
    { host: 'inlet-local-inbox.s3.localhost' },
    { host: '127.0.0.1:4566', origin: 'http://127.0.0.1:4566' },
    { host: 'localhost:4566', origin: 'http://localhost:4566', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost:4566', 'sec-fetch-site': 'none' },
  ])('%j may', (headers) => {
    expect(refusalOf({ headers })).toBeUndefined();
  });

  test.each([
    [{ host: 'evil.example' }, 'Host'],
    [{ host: '127.0.0.1.evil.example:4566' }, 'Host'],
    [{ host: 'localhost.evil.example' }, 'Host'],
    [{ host: '10.0.0.5:4566' }, 'Host'],
    [{}, 'Host'],
    [{ host: 'localhost:4566', origin: 'https://evil.example' }, 'origin'],
    [{ host: 'localhost:4566', origin: 'null' }, 'origin'],
    [{ host: 'localhost:4566', origin: 'http://localhost:3000' }, 'origin'],
    [{ host: 'localhost:4566', origin: 'http://localhost.evil.example' }, 'origin'],
    [{ host: 'localhost:4566', 'sec-fetch-site': 'cross-site' }, 'site'],
    [{ host: 'localhost:4566', 'sec-fetch-site': 'same-site' }, 'site'],
  ])('%j may not', (headers, why) => {
    expect(refusalOf({ headers })).toContain(why);
  });

  test('a host that the person named with --host may', () => {
    expect(refusalOf({ headers: { host: 'devbox:4566' } }, ['devbox'])).toBeUndefined();
  });
});

describe('a link of another site', () => {
  const LINK = {
    host: 'localhost:4566',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  test.each(['', 'imports', 'imports/imp-1', 'stores/0123/Patient'])('opens the empty page: %s', (view) => {
    expect(refusalOf({ method: 'GET', url: `/_inlet/console/${view}`, headers: LINK })).toBeUndefined();
  });

  test.each<[string, { method?: string; url?: string; headers?: Record<string, string> }]>([
    ['the API', { url: '/_inlet/console/api/v1/flow' }],
    ['the page’s files', { url: '/_inlet/console/assets/console.js' }],
    ['what a path could lead to', { url: '/_inlet/console/../state' }],
    ['what an encoded path could lead to', { url: '/_inlet/console/%61pi/v1/flow' }],
    ['a query', { url: '/_inlet/console/?code=1' }],
    ['the root', { url: '/' }],
    ['an object', { url: '/inlet-local-inbox/a.html' }],
    ['a form', { method: 'POST' }],
    ['a frame', { headers: { ...LINK, 'sec-fetch-dest': 'iframe' } }],
    ['a script’s request', { headers: { ...LINK, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' } }],
    ['another host', { headers: { ...LINK, host: 'evil.example' } }],
  ])('and nothing else: %s', (_what, asked) => {
    expect(refusalOf({ method: 'GET', url: '/_inlet/console/', headers: LINK, ...asked })).toMatch(
      /site|Host/,
    );
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.3.2.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.127.0.1', false],
  ['128.0.0.1', false],
  ['1270.0.0.1', false],
])('the address %s is this machine’s own: %s', (address, own) => {
  expect(isLoopback(address)).toBe(own);
});
