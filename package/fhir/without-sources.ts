/**
 * What the package has in the place of `fhir/build/build-r4.ts`, which makes the tables of FHIR R4 from HL7's definitions: they lie beside
 * its programs, and a bundle of somebody's own has to bring them.
 * @throws Error (`code` NotBeside)
 */
export function buildR4(): never {
  throw Object.assign(
    new Error(
      'the tables of FHIR R4 are not beside this program: a bundle of healthlake-inlet/fhir needs node_modules/healthlake-inlet/dist/npm/fhir-r4 beside it, as fhir-r4',
    ),
    { code: 'NotBeside' },
  );
}
