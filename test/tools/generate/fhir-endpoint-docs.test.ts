import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fhirEndpointDocs, fhirEndpointDocsPath } from '../../../tools/generate/fhir-endpoint-docs.ts';

test('docs/fhir-endpoint.md was generated from what is served now', async () => {
  const root = new URL('../../../', import.meta.url);
  expect(await fhirEndpointDocs(root)).toBe(readFileSync(new URL(fhirEndpointDocsPath, root), 'utf8'));
});
