/**
 * The FHIR R4 resource types that HealthLake supports (Developer Guide, "FHIR R4 resource types"). The
 * position of a type in this list is its number in the local store: append, never reorder.
 */
export const RESOURCE_TYPES: readonly string[] = [
  'Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Binary',
  'BodyStructure Bundle CapabilityStatement CarePlan CareTeam ChargeItem ChargeItemDefinition Claim',
  'ClaimResponse Communication CommunicationRequest Composition ConceptMap Condition Consent Contract Coverage',
  'CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric',
  'DeviceUseStatement DeviceRequest DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis',
  'Encounter Endpoint EpisodeOfCare EnrollmentRequest EnrollmentResponse ExplanationOfBenefit',
  'FamilyMemberHistory Flag Goal Group GuidanceResponse HealthcareService ImagingStudy Immunization',
  'ImmunizationEvaluation ImmunizationRecommendation InsurancePlan Invoice Library Linkage List Location',
  'Measure MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge',
  'MedicationRequest MedicationStatement MessageHeader MolecularSequence NutritionOrder Observation',
  'OperationOutcome Organization OrganizationAffiliation Parameters Patient PaymentNotice',
  'PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure Provenance',
  'Questionnaire QuestionnaireResponse RelatedPerson RequestGroup ResearchStudy ResearchSubject',
  'RiskAssessment RiskEvidenceSynthesis Schedule ServiceRequest Slot Specimen StructureDefinition',
  'StructureMap Substance SupplyDelivery SupplyRequest Task ValueSet VisionPrescription VerificationResult',
].flatMap((line) => line.split(' '));

const NUMBERS: ReadonlyMap<string, number> = new Map(RESOURCE_TYPES.map((type, number) => [type, number]));

/** The number of a resource type, for tables and messages; undefined for a type that is not supported. */
export const typeNumber = (type: string): number | undefined => NUMBERS.get(type);
