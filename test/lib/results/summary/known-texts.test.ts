import { expect, test } from '@jest/globals';
import { knownText } from '../../../../lib/results/summary/known-texts.ts';
import { openTestValidator } from '../../../support/open-test-validator.ts';
import { MUTATIONS, mutated, NOT_CAUGHT } from '../../../fhir/mutations.ts';

test('every error that the validator tells of a resource is a text that summaries of results know', async () => {
  const validator = await openTestValidator();
  const lines = [...MUTATIONS, ...NOT_CAUGHT].map(mutated);
  const errors = lines.flatMap((line) => validator.check(Buffer.from(line), 'strict').errors ?? []);
  const texts = errors.filter(({ severity }) => severity === 'error').map(({ diagnostics }) => diagnostics);
  expect(texts.length).toBeGreaterThan(MUTATIONS.length);
  expect(texts.filter((text) => knownText(text) === undefined)).toEqual([]);
});
