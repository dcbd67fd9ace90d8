import { describe, expect, test } from '@jest/globals';
import { expectNoSecrets } from './expect-no-secrets.ts';

describe('expectNoSecrets', () => {
  const secret = 'Zoë "Quist"';

  test.each([
    ['as it is', secret],
    ['in another case', secret.toUpperCase()],
    ['in JSON', { name: secret }],
    ['in a URL', `?name=${encodeURIComponent(secret)}`],
    ['in a form', `name=${new URLSearchParams([['s', secret]]).toString().slice(2)}`],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ])('finds a secret %s, and does not repeat it', (_, captured) => {
    let message = '';
    try {
      expectNoSecrets(captured, ['not there', secret]);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('secret 1');
    expect(message).not.toContain('Quist');
  });

  test('finds one part of a token', () => {
    expect(() => {
      expectNoSecrets('payload eyJzdWIiOiJ4In0 refused', [
        'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
      ]);
    }).toThrow('secret 0');
  });

  test('passes what holds none', () => {
    expectNoSecrets({ code: 'expired', claim: 'exp' }, [secret]);
  });
});
