import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { checkConfig } from '../../config/check-config.ts';

/** The configuration that docs/smart-on-fhir.md shows, without what JSON has not: comments and last commas. */
const [issuers = '[]', roles = ''] = Array.from(
  readFileSync('docs/smart-on-fhir.md', 'utf8').matchAll(/```jsonc\n([\s\S]*?)```/g),
  ([, block = '']) =>
    block
      .replaceAll('<tenant id>', '9122040d-6c67-4c5b-b112-36a304b66dad')
      .replace(/(^|\s)\/\/ .*$/gm, '')
      .replace(/,(\s*[\]}])/g, '$1'),
);

test('the examples of docs/smart-on-fhir.md are configurations that a build takes', () => {
  const metadata = {
    authorization_endpoint: 'https://issuer.example/authorize',
    token_endpoint: 'https://issuer.example/token',
    grant_types_supported: ['client_credentials'],
    capabilities: ['permission-v2'],
    code_challenge_methods_supported: ['S256'],
  };
  const store = {
    authorization: { authorizationStrategy: 'SMART_ON_FHIR', metadata },
    issuers: JSON.parse(issuers) as object[],
    ...(JSON.parse(`{${roles}}`) as object),
  };
  const { identity } = checkConfig(
    { routes: [{ name: 'default', validationLevel: 'structure-only' }], identity: { dataStores: [store] } },
    'docs/smart-on-fhir.md',
    'prod',
  );
  expect(identity.dataStores[0]?.issuers).toHaveLength(7);
  expect(identity.dataStores[0]?.roles).toHaveLength(3);
});
