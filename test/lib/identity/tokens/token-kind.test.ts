import { describe, expect, test } from '@jest/globals';
import { TokenRefused } from '../../../../lib/identity/refusal.ts';
import { checkIntrospectedKind, checkJwtKind } from '../../../../lib/identity/tokens/token-kind.ts';

type Members = Record<string, unknown>;

/** The refusal in words, or what passes. */
function verdict(check: () => void): string {
  try {
    check();
    return 'access token';
  } catch (error) {
    if (error instanceof TokenRefused) return error.message;
    throw error;
  }
}

const ofJwt = (claims: Members, header: Members = { typ: 'JWT' }, accessTokensHaveNonce = false) =>
  verdict(() => {
    checkJwtKind(header, claims, accessTokensHaveNonce);
  });
const ofAnswer = (claims: Members, accessTokensOnly = false) =>
  verdict(() => {
    checkIntrospectedKind(claims, accessTokensOnly);
  });

describe('a JWT', () => {
  test.each<[Members, Members, string]>([
    [{}, { typ: 'JWT' }, 'access token'],
    [{}, {}, 'access token'],
    [{}, { typ: 'application/at+jwt' }, 'access token'],
    [{ nonce: 'n' }, { typ: 'JWT' }, 'id-token: nonce'],
    [{ nonce: 'n' }, {}, 'id-token: nonce'],
    [{ nonce: null }, {}, 'access token'],
    [{ nonce: '' }, {}, 'id-token: nonce'],
    // A positive mark outweighs it.
    [{ nonce: 'n', typ: 'Bearer' }, { typ: 'JWT' }, 'access token'],
    [{ nonce: 'n', token_use: 'access' }, { typ: 'JWT' }, 'access token'],
    [{ nonce: 'n', token_use: 'access_token' }, {}, 'access token'],
    [{ nonce: 'n' }, { typ: 'at+jwt' }, 'access token'],
    [{ nonce: 'n' }, { typ: 'application/at+JWT' }, 'access token'],
    [{ nonce: 'n', tokenName: 'access_token' }, {}, 'access token'],
    // But not what only an ID token has, nor the mark of another kind.
    [{ nonce: 'n', typ: 'Bearer', at_hash: 'x' }, {}, 'id-token: at_hash'],
    [{ c_hash: 'x' }, { typ: 'at+jwt' }, 'id-token: c_hash'],
    [{ at_hash: null }, {}, 'access token'],
    [{ typ: 'ID' }, { typ: 'at+jwt' }, 'id-token: typ'],
    [{ token_use: 'id' }, {}, 'id-token: token_use'],
    [{ token_use: 'id_token' }, {}, 'id-token: token_use'],
    [{ tokenName: 'id_token' }, {}, 'id-token: tokenName'],
    [{ token_use: 'access', typ: 'ID' }, {}, 'id-token: typ'],
    [{ typ: 'Bearer', token_use: 'refresh_token' }, {}, 'type-refused: token_use'],
    [{ token_use: 'refresh_token' }, {}, 'type-refused: token_use'],
    [{ token_use: 'refresh' }, {}, 'type-refused: token_use'],
    [{ tokenName: 'refresh_token' }, {}, 'type-refused: tokenName'],
    [{ token_type: 'refresh' }, {}, 'type-refused: token_type'],
    [{ token_type: 'DPoP' }, {}, 'type-refused: token_type'],
    [{ token_type: 'Bearer' }, {}, 'access token'],
    ...['Refresh', 'Offline', 'Logout'].map((typ): [Members, Members, string] => [
      { typ },
      {},
      'type-refused: typ',
    ]),
    [{ typ: ['Bearer'] }, {}, 'type-refused: typ'],
    [{ typ: null, token_use: null }, {}, 'access token'],
    [{}, { typ: 'logout+jwt' }, 'type-refused'],
    [{}, { typ: null }, 'type-refused'],
    [{ cnf: { jkt: 'x' }, typ: 'Bearer' }, {}, 'sender-constrained: cnf'],
    [{ cnf: {} }, {}, 'sender-constrained: cnf'],
    [{ cnf: null }, {}, 'access token'],
  ])('with the claims %j and the header %j is: %s', (claims, header, expected) => {
    expect(ofJwt(claims, header)).toBe(expected);
  });

  test('with a nonce alone is an access token where the issuer’s configuration says so, and no other mark changes', () => {
    expect(ofJwt({ nonce: 'n' }, {}, true)).toBe('access token');
    expect(ofJwt({ nonce: 'n', at_hash: 'x' }, {}, true)).toBe('id-token: at_hash');
    expect(ofJwt({ nonce: 'n', typ: 'ID' }, {}, true)).toBe('id-token: typ');
  });
});

describe('an introspection’s answer', () => {
  test.each<[Members, string]>([
    [{ token_type: 'Bearer' }, 'access token'],
    [{ token_type: 'bearer', token_use: 'access_token' }, 'access token'],
    [{ token_use: 'access_token' }, 'access token'],
    [{ typ: 'Bearer' }, 'access token'],
    [{ token_type: 'Bearer', cnf: null, nonce: null }, 'access token'],
    [{ token_type: 'Bearer', token_use: 'refresh_token' }, 'type-refused: token_use'],
    [{ token_type: 'refresh_token' }, 'type-refused: token_type'],
    [{ token_use: 'id_token' }, 'id-token: token_use'],
    [{ token_type: null }, 'type-refused: token_type'],
    [{}, 'type-refused: token_type'],
    [{ token_type: 'Bearer', cnf: { jkt: 'x' } }, 'sender-constrained: cnf'],
  ])('that says %j is: %s', (claims, expected) => {
    expect(ofAnswer(claims)).toBe(expected);
  });

  test('need not say so of a server that answers for access tokens only, and must not say another thing', () => {
    expect(ofAnswer({}, true)).toBe('access token');
    expect(ofAnswer({ token_use: 'refresh_token' }, true)).toBe('type-refused: token_use');
    expect(ofAnswer({ cnf: { jkt: 'x' } }, true)).toBe('sender-constrained: cnf');
  });
});
