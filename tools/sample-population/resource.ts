/** A FHIR R4 resource, as far as the generator must know it. */
export interface Resource {
  resourceType: string;
  id: string;
  [member: string]: unknown;
}

/** Marks each resource as test data. */
export const TEST_DATA = {
  tag: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
      code: 'HTEST',
      display: 'test health data',
    },
  ],
};

export const reference = (type: string, id: string): { reference: string } => ({
  reference: `${type}/${id}`,
});

/** A CodeableConcept of one coding. */
export const concept = (system: string, code: string, display: string): object => ({
  coding: [{ system, code, display }],
  text: display,
});
