import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { elementPath } from '../../../../lib/results/summary/element-path.ts';
import { hmacSecretOf } from '../../../../lib/publish/object-key-masking.ts';
import { issueKey } from '../../../../lib/results/summary/issue-key.ts';

const HMAC_SECRET = hmacSecretOf('arn:aws:kms:us-east-1:111122223333:key/0a1b');
const keyOf = (diagnostics: string, location: string | null = null, code = 'processing') =>
  issueKey({ code, diagnostics, location }, HMAC_SECRET);

describe('what is told of an issue', () => {
  test.each<[string, string | null, { text: string; path: string | null }]>([
    [
      "Unrecognised property '@multipleBirthBoolean'",
      '/Patient',
      { text: "Unrecognised property '{property}'", path: 'Patient.multipleBirthBoolean' },
    ],
    [
      "Unrecognised property '@janeDoe1980'",
      '/Patient',
      { text: "Unrecognised property '{property}'", path: 'Patient' },
    ],
    [
      "Profile http://hl7.org/fhir/StructureDefinition/EffectEvidenceSynthesis, Element 'EffectEvidenceSynthesis.status': minimum required = 1, but only found 0",
      'EffectEvidenceSynthesis',
      { text: 'minimum required = {n}, but only found {m}', path: 'EffectEvidenceSynthesis.status' },
    ],
    [
      'Observation.component[2].code: minimum required = 1, but only found 0 (from http://hl7.org/fhir/x)',
      null,
      { text: 'minimum required = {n}, but only found {m}', path: 'Observation.component.code' },
    ],
  ])('is, of %s, the fixed part and the element', (diagnostics, location, expected) => {
    expect(keyOf(diagnostics, location)).toMatchObject(expected);
  });

  test.each([
    ['Element must have some content', 'Element must have some content'],
    ['This property must be an Array, not a string', 'This property must be an Array, not {kind}'],
    [
      "Not a valid date (a date: YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists): found 'Jane (1980)'",
      'Not a valid {type}: {value}',
    ],
    [
      "The value provided ('Jane') is not in the value set http://hl7.org/fhir/ValueSet/x, and a code is required from this value set",
      'The code provided is not in the value set {valueSet}, and a code is required from this value set',
    ],
    [
      "The reference 'Jane' is none: Type/id, Type?criteria, #id, a URL or a URN",
      "The reference '{reference}' is none: Type/id, Type?criteria, #id, a URL or a URN",
    ],
    [
      "Constraint failed: pat-1: 'SHALL at least contain a contact's details'",
      "Constraint failed: {key}: '{human}'",
    ],
    [
      "Patient.identifier:Jane: the value must be exactly 'Jane' (from http://x|1)",
      'the value must be exactly {value}',
    ],
    [
      "Slice 'Jane': max allowed = 1, but found 2 (from http://x|1)",
      "Slice '{slice}': max allowed = {n}, but found {m}",
    ],
  ])('is, of %s, nothing but %s', (diagnostics, text) => {
    expect(keyOf(diagnostics, 'Patient.name[0]')).toEqual({
      code: 'processing',
      path: 'Patient.name',
      text,
      textHash: null,
    });
  });

  test('of any other text is a hash, the same for the same text and stage, another in the next stage', () => {
    const { text, textHash } = keyOf('Jane Doe, born 1980');
    expect([text, textHash]).toEqual([null, keyOf('Jane Doe, born 1980').textHash]);
    expect(keyOf('Jane Doe, born 1981').textHash).not.toBe(textHash);
    const issue = { code: 'processing', diagnostics: 'Jane Doe, born 1980', location: null };
    expect(issueKey(issue, hmacSecretOf('arn:other')).textHash).not.toBe(textHash);
  });

  test('has nothing of people, whatever texts, paths and codes are made of', () => {
    const phi = fc.constantFrom('Quackenbush', '078-05-1120', 'quackenbush', 'Wilhelmina_Q');
    const around = fc.constantFrom(
      "Unrecognised property '@{}'",
      "Unsupported resource type '{}'",
      "1 validation error detected: Value '{}' at 'resourceId' failed to satisfy constraint: {}",
      "Element '{}': minimum required = 1, but only found 0",
      'Patient.{}: minimum required = 1, but only found 0',
      'Invalid JSON found in input file{}',
      '{}',
    );
    const place = fc.constantFrom(
      'Patient.{}',
      '/Patient.name[{}]',
      '{}.name',
      'Patient/*{}*/.name',
      'Patient',
    );
    const code = fc.constantFrom('processing', '{}');
    fc.assert(
      fc.property(phi, around, place, code, (secret, text, location, issueCode) => {
        const filled = (pattern: string): string => pattern.replaceAll('{}', secret);
        const key = keyOf(filled(text), filled(location), filled(issueCode));
        expect(JSON.stringify(key)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an element path', () => {
  test.each([
    ['Patient', 'Patient'],
    ['/Patient.name[0].family', 'Patient.name.family'],
    ['Observation.value[x]', 'Observation.value'],
    ['Bundle.entry[3].resource', 'Bundle.entry.resource'],
  ])('%s leads to %s', (path, expected) => {
    expect(elementPath(path)).toBe(expected);
  });

  test.each(
    [
      ['Jane', 'Patient.jane', 'Patient.name[Doe]', 'Patient..name', 'Patient.', '', 'name', 'patient.name'],
      ['Patient.constructor', 'Patient.__proto__', `Patient${'.name'.repeat(60)}`],
    ].flat(),
  )('%s leads nowhere', (path) => {
    expect(elementPath(path)).toBeNull();
  });
});
