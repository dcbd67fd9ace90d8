import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fhirRulesDocs, fhirRulesDocsPath } from '../../../tools/generate/fhir-rules-docs.ts';

const root = new URL('../../../', import.meta.url);

test('the page about the rules of FHIR is that of the validator; `npm run generate` makes it', async () => {
  expect(await fhirRulesDocs(root)).toBe(readFileSync(new URL(fhirRulesDocsPath, root), 'utf8'));
});
