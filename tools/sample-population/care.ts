import { CVX, HL7, LOINC, medications, RXNORM, SNOMED, UCUM } from './clinical-codes.ts';
import type { Resource } from './resource.ts';
import { concept, reference, TEST_DATA } from './resource.ts';
import type { Visit } from './visits.ts';

/** The resources of one type that a visit leaves behind. */
export type CareResources = (visit: Visit) => Resource[];

const subjectOf = ({ patient, id }: Visit): object => ({
  subject: reference('Patient', patient),
  encounter: reference('Encounter', id),
});

/** FHIR R4 Encounter: the visit itself. */
export const encounters: CareResources = ({ id, patient, practitioner, organization, start, end }) => [
  {
    resourceType: 'Encounter',
    id,
    meta: TEST_DATA,
    status: 'finished',
    class: { system: `${HL7}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
    type: [concept(SNOMED, '185349003', 'Encounter for check up (procedure)')],
    subject: reference('Patient', patient),
    participant: [{ individual: reference('Practitioner', practitioner), period: { start, end } }],
    period: { start, end },
    serviceProvider: reference('Organization', organization),
  },
];

/** FHIR R4 Condition: what the patient came with. */
export const conditionsFound: CareResources = (visit) => [
  {
    resourceType: 'Condition',
    id: `${visit.id}-condition`,
    meta: TEST_DATA,
    clinicalStatus: visit.condition.chronic
      ? concept(`${HL7}/condition-clinical`, 'active', 'Active')
      : concept(`${HL7}/condition-clinical`, 'resolved', 'Resolved'),
    verificationStatus: concept(`${HL7}/condition-ver-status`, 'confirmed', 'Confirmed'),
    category: [concept(`${HL7}/condition-category`, 'encounter-diagnosis', 'Encounter Diagnosis')],
    code: concept(SNOMED, visit.condition.code, visit.condition.display),
    ...subjectOf(visit),
    onsetDateTime: visit.start,
    recordedDate: visit.start,
    recorder: reference('Practitioner', visit.practitioner),
  },
];

/** FHIR R4 Observation: what was measured. */
export const observations: CareResources = (visit) =>
  visit.measurements.map(({ code, display, unit, least, most, tenths, vitalSign }, index) => ({
    resourceType: 'Observation',
    id: `${visit.id}-observation-${index + 1}`,
    meta: TEST_DATA,
    status: 'final',
    category: [
      vitalSign
        ? concept(`${HL7}/observation-category`, 'vital-signs', 'Vital Signs')
        : concept(`${HL7}/observation-category`, 'laboratory', 'Laboratory'),
    ],
    code: concept(LOINC, code, display),
    ...subjectOf(visit),
    effectiveDateTime: visit.start,
    issued: visit.end,
    performer: [reference('Practitioner', visit.practitioner)],
    valueQuantity: {
      value: visit.random.whole(least, most) / (tenths ? 10 : 1),
      unit,
      system: UCUM,
      code: unit,
    },
  }));

/** FHIR R4 MedicationRequest: what was ordered for the condition. */
export const medicationRequests: CareResources = (visit) => {
  if (!visit.ordersMedication) return [];
  const { code, display } = medications[visit.condition.medication];
  return [
    {
      resourceType: 'MedicationRequest',
      id: `${visit.id}-medication`,
      meta: TEST_DATA,
      status: visit.condition.chronic ? 'active' : 'completed',
      intent: 'order',
      medicationCodeableConcept: concept(RXNORM, code, display),
      ...subjectOf(visit),
      authoredOn: visit.end,
      requester: reference('Practitioner', visit.practitioner),
      reasonReference: [reference('Condition', `${visit.id}-condition`)],
      dosageInstruction: [
        {
          text: 'One tablet daily',
          timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
          doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
        },
      ],
    },
  ];
};

/** FHIR R4 Immunization: the vaccine given, if one was. */
export const immunizations: CareResources = ({ id, patient, practitioner, start, vaccine }) =>
  vaccine
    ? [
        {
          resourceType: 'Immunization',
          id: `${id}-immunization`,
          meta: TEST_DATA,
          status: 'completed',
          vaccineCode: concept(CVX, vaccine.code, vaccine.display),
          patient: reference('Patient', patient),
          encounter: reference('Encounter', id),
          occurrenceDateTime: start,
          primarySource: true,
          performer: [{ actor: reference('Practitioner', practitioner) }],
        },
      ]
    : [];
