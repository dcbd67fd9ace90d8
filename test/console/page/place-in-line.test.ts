import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { placeInLine } from '../../../console/page/place-in-line.ts';

const LINE =
  '{"resourceType": "Patient", "name":[{"family":"A"},{"given":["x","y\\"]"],"family":"B"}], "deceasedBoolean":"no","active":true}';

describe('the place in a failed line', () => {
  test.each([
    ['Patient.name[1].given[1]', '"y\\"]"'],
    ['Patient.name[0]', '{"family":"A"}'],
    ['Patient.name[1].family', '"family":"B"'],
    ['Patient.active', '"active":true'],
    ['Patient.deceased', '"deceasedBoolean":"no"'],
    // Nearest around what is missing.
    ['Patient.name[1].period.start', '{"given":["x","y\\"]"],"family":"B"}'],
    ['Patient.name.given', '"name":[{"family":"A"},{"given":["x","y\\"]"],"family":"B"}]'],
    ['Patient.active[0]', '"active":true'],
    ['Patient.active.value', '"active":true'],
  ])('%s is %s', (path, marked) => {
    const span = placeInLine(LINE, path) ?? [0, 0];
    expect(LINE.slice(...span)).toBe(marked);
  });

  test('a list of one may be named without its position', () => {
    const line = '{"name":[{"given":["x"]}]}';
    expect(line.slice(...(placeInLine(line, 'Patient.name.given') ?? [0, 0]))).toBe('"given":["x"]');
  });

  test.each([
    ['Patient.birthDate', LINE],
    ['Patient', LINE],
    ['', LINE],
    ['Patient.a', ''],
    ['Patient.a', '{"b":'],
    ['Patient.a', '{"a" 1}'],
    ['Patient.a', '["a"'],
  ])('%s is nowhere in %s', (path, line) => {
    expect(placeInLine(line, path)).toBeUndefined();
  });

  test('every member of any JSON is found, and no text makes it fail', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue()), (members) => {
        const line = JSON.stringify(members);
        for (const [name, value] of Object.entries(members)) {
          const span = placeInLine(line, `X.${name}`) ?? [0, 0];
          expect(line.slice(...span)).toBe(`"${name}":${JSON.stringify(value)}`);
        }
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (line, path) => {
        placeInLine(line, path);
        placeInLine(`{"a":${line}`, `X.a.${path}`);
      }),
    );
  });
});
