import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { readSearchParameters } from '../../../fhir/build/build-r4.ts';
import type { SearchParameterDefinition } from '../../../fhir/build/search-parameters.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { testWith } from '../../support/shared-data.ts';

const HL7 = 'hl7.fhir.r4.core-4.0.1.tgz';

/** The search parameters in HL7's own package that are of R4 itself, and not an example or one of an extension. */
const published = (archive: string): SearchParameterDefinition[] =>
  [...tarFiles(gunzipSync(readFileSync(archive)))]
    .filter(({ name }) =>
      /^package\/SearchParameter-(?!example|filter|.*-(?:extensions|genetic)-).*\.json$/.test(name),
    )
    .map(({ content }) => JSON.parse(content.toString('utf8')) as SearchParameterDefinition);

/** Both say the same of a choice of types: `value.ofType(Age)` and `(value as Age)`, which HL7 wrote `.as(Age)` as well. */
const elementsOf = (expression = ''): string[] =>
  expression
    .split('|')
    .map((part) =>
      part
        .replaceAll(/\.(?:ofType|as)\((\w+)\)/g, ' as $1')
        .replaceAll(/[()\s]+/g, ' ')
        .trim(),
    )
    .sort();

testWith(HL7, 'every search parameter of R4 is HL7’s: its types and its expression', async (archive) => {
  const theirs = new Map(published(archive).map((each) => [each.id, each]));
  const ours = await readSearchParameters();
  expect(ours.map(({ id }) => id).sort()).toEqual([...theirs.keys()].sort());
  for (const { id, code, type, base, expression } of ours) {
    const published = theirs.get(id);
    expect({ id, code, type, base: [...base].sort(), elements: elementsOf(expression) }).toEqual({
      id,
      code: published?.code,
      type: published?.type,
      base: [...(published?.base ?? [])].sort(),
      elements: elementsOf(published?.expression),
    });
  }
});
