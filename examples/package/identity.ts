import type { IdentityHandler } from 'healthlake-inlet/identity';
import { checkDataStores, createIdentityHandler } from 'healthlake-inlet/identity';

// Where the function is built: the rules are checked, and every default is filled in. Bundle what comes out.
const dataStores = await checkDataStores([
  {
    authorization: {
      authorizationStrategy: 'SMART_ON_FHIR',
      fineGrainedAuthorization: false,
      metadata: {
        authorization_endpoint: 'https://login.example/authorize',
        token_endpoint: 'https://login.example/token',
        grant_types_supported: ['authorization_code'],
        capabilities: ['launch-ehr', 'permission-v2'],
        code_challenge_methods_supported: ['S256'],
      },
    },
    issuers: [{ issuer: 'https://login.example', audience: ['https://fhir.example'] }],
  },
]);

// What Lambda calls. It never throws: whatever is wrong with a token is a refusal.
export const handler: IdentityHandler = createIdentityHandler({
  dataStores,
  roleArn: 'arn:aws:iam::111122223333:role/smart',
  onDecision: ({ outcome, code }) => {
    console.log(outcome, code);
  },
});

console.log(JSON.stringify(await handler({ bearerToken: 'no token' })));
