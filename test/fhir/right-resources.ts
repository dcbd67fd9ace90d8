type Resource = Record<string, unknown>;

const CONDITION_CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const UCUM = 'http://unitsofmeasure.org';

/** Right resources with what practice has in them, from which the wrong ones are made. */
export const RIGHT_RESOURCES: Readonly<Record<string, Resource>> = {
  patient: {
    resourceType: 'Patient',
    id: 'p1',
    meta: {
      lastUpdated: '2024-02-29T10:11:12.345+01:00',
      profile: ['http://example.org/a'],
      tag: [{ system: 'http://a', code: 'b' }],
    },
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Anna</p></div>' },
    contained: [{ resourceType: 'Organization', id: 'o', name: 'Inner' }],
    extension: [{ url: 'http://example.org/e', extension: [{ url: 'x', valueDecimal: 1.25 }] }],
    identifier: [
      {
        use: 'usual',
        type: { coding: [{ system: 'http://a', code: 'MR' }] },
        system: 'urn:oid:1.2.3',
        value: '1',
        period: { start: '2001' },
      },
    ],
    active: true,
    name: [
      {
        use: 'official',
        family: 'Doe',
        given: ['Anna', 'B'],
        _given: [null, { extension: [{ url: 'http://e', valueCode: 'IN' }] }],
      },
    ],
    telecom: [{ system: 'phone', value: '1', use: 'home', rank: 1 }],
    gender: 'female',
    birthDate: '1970-01-31',
    _birthDate: { extension: [{ url: 'http://e', valueDateTime: '1970-01-31T01:02:03Z' }] },
    deceasedBoolean: false,
    address: [{ use: 'home', line: ['1 Street'], city: 'Town' }],
    multipleBirthInteger: 2,
    photo: [{ contentType: 'image/png', data: 'YWJj', size: 3, hash: 'YQ==' }],
    communication: [{ language: { text: 'English' }, preferred: true }],
    generalPractitioner: [{ reference: 'Practitioner/1' }],
    managingOrganization: { reference: '#o', type: 'Organization' },
    link: [{ other: { reference: 'Patient/2' }, type: 'seealso' }],
  },
  observation: {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    category: [{ coding: [{ system: 'http://a', code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: '2020-01-01T00:00:00Z',
    issued: '2020-01-01T00:00:00.000Z',
    valueQuantity: { value: 1.1, comparator: '<', unit: 'mm', system: UCUM, code: 'mm' },
    referenceRange: [{ low: { value: 1 } }],
    component: [
      { code: { text: 'x' }, valueTime: '12:00:00' },
      {
        code: { text: 'y' },
        valueSampledData: { origin: { value: 0 }, period: 1, dimensions: 1, data: '1 2' },
      },
    ],
  },
  condition: {
    resourceType: 'Condition',
    id: 'c1',
    clinicalStatus: { coding: [{ system: CONDITION_CLINICAL, code: 'resolved' }] },
    subject: { reference: 'https://example.org/fhir/Patient/p1', type: `${CORE}Patient` },
    onsetPeriod: { start: '2020-01-01', end: '2020-01-02' },
    abatementAge: { value: 40, system: UCUM, code: 'a' },
  },
  medicationRequest: {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'x' },
    subject: { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' },
    dosageInstruction: [
      {
        timing: {
          repeat: { frequency: 1, period: 1.5, periodUnit: 'd', dayOfWeek: ['mon'], timeOfDay: ['08:00:00'] },
        },
      },
    ],
    dispenseRequest: { numberOfRepeatsAllowed: 0 },
  },
  questionnaire: {
    resourceType: 'Questionnaire',
    id: 'q1',
    status: 'active',
    url: 'http://example.org/q',
    derivedFrom: ['http://example.org/q0|1'],
    item: [
      {
        linkId: '1',
        type: 'group',
        item: [{ linkId: '1.1', type: 'integer', answerOption: [{ valueInteger: 1 }] }],
      },
    ],
  },
  bundle: {
    resourceType: 'Bundle',
    id: 'b1',
    type: 'collection',
    link: [{ relation: 'self', url: 'http://example.org' }],
    entry: [{ fullUrl: 'http://example.org/Patient/1', resource: { resourceType: 'Patient', active: true } }],
  },
  claim: {
    resourceType: 'Claim',
    id: 'cl1',
    status: 'active',
    type: { text: 'x' },
    use: 'claim',
    patient: { reference: 'Patient/p1' },
    created: '2020-01',
    provider: { reference: 'Organization/1' },
    priority: { text: 'x' },
    insurance: [{ sequence: 1, focal: true, coverage: { reference: 'Coverage/1' } }],
    item: [
      {
        sequence: 1,
        careTeamSequence: [1, 2],
        productOrService: { text: 'x' },
        net: { value: 1.5, currency: 'USD' },
      },
    ],
  },
};
