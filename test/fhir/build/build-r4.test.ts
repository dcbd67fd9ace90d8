import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildR4 } from '../../../fhir/build/build-r4.ts';
import { FILES, loadR4 } from '../../../fhir/r4/load-r4.ts';

test('the validator is generated once for the same sources', async () => {
  const folder = await buildR4();
  const made = (): number[] => Object.values(FILES).map((file) => statSync(join(folder, file)).mtimeMs);
  const first = made();
  expect(await buildR4()).toBe(folder);
  expect(made()).toEqual(first);
});

test('it has every resource type of R4', async () => {
  const folder = await buildR4();
  const { types, unlisted } = loadR4(folder).model();
  expect(Object.values(types).filter(({ isResource }) => isResource).length).toBeGreaterThan(140);
  expect(unlisted).toEqual(['http://hl7.org/fhir/ValueSet/ucum-units', 'http://loinc.org/vs/LL379-9']);
});
