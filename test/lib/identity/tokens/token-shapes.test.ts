import { beforeAll, describe, expect, test } from '@jest/globals';
import { createIdentityProvider } from '../../../../lib/identity/identity-provider.ts';
import type { TestIssuer } from '../issuer.ts';
import { createIssuer, OUT_OF_REACH, REQUEST, smartStore, trusted, settingsWith } from '../issuer.ts';
import type { TokenShape } from './token-shapes.ts';
import { claimNames, TOKEN_SHAPES } from './token-shapes.ts';

let signer: TestIssuer;
beforeAll(async () => {
  signer = await createIssuer('RS256');
});

/** Claims that the tests' own tokens have and this issuer's have not. */
const BLANK = { aud: undefined, client_id: undefined, nbf: undefined, scope: undefined, sub: undefined };

async function ask({ issuer }: TokenShape, token: TokenShape['accessToken'], operationName = 'ReadResource') {
  const { claims, ...rest } = issuer;
  const configured = trusted({
    audience: undefined,
    algorithms: ['RS256'],
    jwks: signer.jwks,
    ...rest,
    claims: claimNames(claims),
  } as Parameters<typeof trusted>[0]);
  const provider = createIdentityProvider(settingsWith(smartStore({ issuers: [configured] })), OUT_OF_REACH);
  const bearerToken = await signer.sign({ ...BLANK, iss: issuer.issuer, ...token.claims }, token.header);
  return provider.decide({ ...REQUEST, operationName, bearerToken });
}

describe.each(TOKEN_SHAPES)('$product:', (shape) => {
  test('its access token passes, and says what it says', async () => {
    const { answer, record } = await ask(shape, shape.accessToken);
    expect(record).toMatchObject({
      outcome: 'allowed',
      issuer: shape.issuer.issuer,
      client: shape.issuer.clients?.[0],
    });
    expect(answer.authPayload).toMatchObject({ ...shape.expected, iss: shape.issuer.issuer });
  });

  test('its ID token is refused', async () => {
    expect((await ask(shape, shape.idToken)).record.outcome).toBe('refused');
  });

  test('its ID token is refused even where somebody took its audience for that of an access token', async () => {
    const aud = shape.idToken.claims.aud as string;
    const slack = {
      ...shape,
      issuer: { ...shape.issuer, audience: [aud], clients: undefined },
    } as unknown as TokenShape;
    const scope = { scope: 'system/*.rs', scp: 'system/*.rs' };
    const { record } = await ask(slack, { ...shape.idToken, claims: { ...shape.idToken.claims, ...scope } });
    expect(record.code).toBe('id-token');
  });

  test('an access token of its that is another client’s is refused', async () => {
    const { claims } = shape.accessToken;
    const name = ['client_id', 'azp', 'cid', 'appid'].find((candidate) => candidate in claims) ?? '';
    const { record } = await ask(shape, { ...shape.accessToken, claims: { ...claims, [name]: 'another' } });
    expect(record).toMatchObject({ code: 'client-refused', claim: name });
  });
});
