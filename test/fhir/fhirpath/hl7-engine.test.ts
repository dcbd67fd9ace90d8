import { expect, test } from '@jest/globals';
import fhirpath from 'fhirpath';
import r4Model from 'fhirpath/fhir-context/r4';
import { compileFhirPath } from '../../../fhir/fhirpath/compile.ts';
import { navigator, scopeOf } from '../../../fhir/fhirpath/item.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import { loadR4 } from '../../../fhir/r4/load-r4.ts';
import { randomNumbers } from '../fuzz.ts';
import { PATIENT, expressionOf } from './expressions.ts';

const to = navigator(loadR4(await r4Folder()).model());

function ours(expression: string): unknown[] {
  const item = to.resource(PATIENT);
  return item ? compileFhirPath(expression, to)(scopeOf(item), [item], 0).map(({ value }) => value) : [];
}

/** Undefined where it ends in an error: of one we make nothing, and go on. */
function theirs(expression: string): unknown {
  try {
    return fhirpath.evaluate(PATIENT, expression, {}, r4Model);
  } catch {
    return undefined;
  }
}

/** Values as JSON; it has decimals as JavaScript's numbers, which differ in the last places. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' ? Number(each.toPrecision(6)) : each,
  );

test("HL7's engine comes to the same for 1,500 expressions", () => {
  const random = randomNumbers(20);
  const counts = { same: 0, errors: 0 };
  const differing: string[] = [];
  for (let made = 0; made < 1500; made++) {
    const expression = expressionOf(random);
    const [own, other] = [ours(expression), theirs(expression)];
    if (other === undefined) counts.errors++;
    else if (json(own) === json(other)) counts.same++;
    else differing.push(`${expression}: ${json(own)}, and not ${json(other)}`);
  }
  expect(differing).toEqual([]);
  expect(counts.same).toBeGreaterThan(1200);
});
