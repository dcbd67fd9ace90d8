import { localTarget, referencesAt } from '../../../fhir/index.ts';
import type { Criterion } from '../search/criterion.ts';

/**
 * Which elements put a resource into the compartment of an encounter: FHIR R4 4.0.1, CompartmentDefinition/encounter, of the types that
 * HealthLake supports.
 */
export const ENCOUNTER_COMPARTMENT: Readonly<Record<string, string>> = {
  CarePlan: 'encounter',
  CareTeam: 'encounter',
  ChargeItem: 'context',
  Claim: 'item.encounter',
  Communication: 'encounter',
  CommunicationRequest: 'encounter',
  Composition: 'encounter',
  Condition: 'encounter',
  DeviceRequest: 'encounter',
  DiagnosticReport: 'encounter',
  DocumentManifest: 'related.ref',
  DocumentReference: 'context.encounter',
  Encounter: '',
  ExplanationOfBenefit: 'item.encounter',
  Media: 'encounter',
  MedicationAdministration: 'context',
  MedicationRequest: 'encounter',
  NutritionOrder: 'encounter',
  Observation: 'encounter',
  Procedure: 'encounter',
  QuestionnaireResponse: 'encounter',
  RequestGroup: 'encounter',
  RiskAssessment: 'encounter',
  ServiceRequest: 'encounter',
  VisionPrescription: 'encounter',
};

/** Asks of each resource of a type that it is the encounter, or refers to it there. */
export const inEncounter = (resourceType: string, encounterId: string, endpoint: string): Criterion => ({
  meets({ id, content, mayMention }) {
    if (resourceType === 'Encounter') return id === encounterId;
    if (!mayMention(encounterId)) return false;
    for (const reference of referencesAt(content(), ENCOUNTER_COMPARTMENT[resourceType] ?? '')) {
      const target = localTarget(reference, endpoint);
      if (target?.resourceType === 'Encounter' && target.id === encounterId) return true;
    }
    return false;
  },
});
