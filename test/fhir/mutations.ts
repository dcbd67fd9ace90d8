import { RIGHT_RESOURCES } from './right-resources.ts';

/** One kind of fault: which resource, what is changed in it, and where the validator must find it. */
export interface Mutation {
  kind: string;
  base: string;
  /** Members to set, by path; undefined takes one away. */
  set?: Readonly<Record<string, unknown>>;
  /** For what parsed values cannot show: a change of the text. */
  text?: readonly [from: string, to: string];
  /** The FHIRPath of an error. */
  at: string;
}

const mutation = (
  base: Mutation['base'],
  kind: string,
  at: string,
  set: Record<string, unknown>,
): Mutation => ({ kind, base, at, set });
const inText = (base: Mutation['base'], kind: string, at: string, from: string, to: string): Mutation => ({
  kind,
  base,
  at,
  text: [from, to],
});

export const MUTATIONS: readonly Mutation[] = [
  // Members and JSON types
  mutation('patient', 'an unknown property of a resource', 'Patient', { nme: 'x' }),
  mutation('patient', 'an unknown property of a data type', 'Patient.name[0]', { 'name.0.first': 'x' }),
  mutation('patient', 'an unknown property of a backbone element', 'Patient.link[0]', { 'link.0.kind': 'x' }),
  mutation('patient', 'a property in wrong case', 'Patient', { birthdate: '1970-01-01' }),
  mutation('patient', 'a property of another resource', 'Patient', { status: 'active' }),
  mutation('patient', 'a property of an earlier FHIR version', 'Patient', {
    animal: { species: { text: 'dog' } },
  }),
  mutation('patient', 'a property of a later FHIR version', 'Patient.contained[0]', {
    'contained.0': { resourceType: 'ResearchStudy', id: 'o', status: 'active', label: [{ value: 'x' }] },
  }),
  mutation('patient', 'a property that another FHIR server has added', 'Patient.meta', {
    'meta.accounts': [{ reference: 'Organization/1' }],
  }),
  mutation('patient', 'resourceType in a data type', 'Patient.name[0]', {
    'name.0.resourceType': 'HumanName',
  }),
  mutation('patient', 'an underscore member of a complex element', 'Patient', { _name: [{ extension: [] }] }),
  mutation('patient', 'fhir_comments', 'Patient', { fhir_comments: ['x'] }),
  mutation('patient', 'an object where a list belongs', 'Patient.name', { name: { family: 'x' } }),
  mutation('patient', 'a list where an object belongs', 'Patient.managingOrganization', {
    managingOrganization: [{ reference: '#o' }],
  }),
  mutation('patient', 'a text where an object belongs', 'Patient.managingOrganization', {
    managingOrganization: 'Organization/1',
  }),
  mutation('patient', 'a text where a list of texts belongs', 'Patient.name[0].given', {
    'name.0.given': 'Anna',
    'name.0._given': undefined,
  }),
  mutation('patient', 'an object where a text belongs', 'Patient.name[0].family', {
    'name.0.family': { value: 'x' },
  }),
  mutation('patient', 'a list of a list', 'Patient.name[0]', { 'name.0': [{ family: 'x' }] }),
  mutation('patient', 'null for an element', 'Patient.managingOrganization', { managingOrganization: null }),
  mutation('patient', 'null for a primitive', 'Patient.gender', { gender: null }),
  mutation('patient', 'null in a list of elements', 'Patient.name[1]', { 'name.1': null }),
  mutation('patient', 'null in a list of primitives', 'Patient.name[0].given[2]', { 'name.0.given.2': null }),
  mutation('patient', 'more extensions than values, one empty', 'Patient.name[0].given[2]', {
    'name.0._given': [null, { extension: [{ url: 'http://e', valueCode: 'IN' }] }, null],
  }),
  mutation('patient', 'an empty object', 'Patient.name[0]', { 'name.0': {} }),
  mutation('patient', 'an empty list', 'Patient.name', { name: [] }),
  mutation('patient', 'an empty list of primitives', 'Patient.address[0].line', { 'address.0.line': [] }),
  mutation('patient', 'an element of an id alone', 'Patient.name[0]', { 'name.0': { id: 'x' } }),
  mutation('patient', 'extensions of a primitive that are none', 'Patient.birthDate', { _birthDate: 'x' }),
  mutation('patient', 'an empty underscore member', 'Patient.birthDate', { _birthDate: {} }),
  mutation('patient', 'an unknown property beside a primitive', 'Patient.birthDate', {
    '_birthDate.value': 'x',
  }),
  inText(
    'patient',
    'a key that is there twice',
    'Patient',
    '"gender":"female"',
    '"gender":"female","gender":"female"',
  ),
  inText(
    'patient',
    'a key that is there twice, deep within',
    'Patient.contained[0]',
    '"name":"Inner"',
    '"name":"Inner","name":"Outer"',
  ),
  inText('patient', 'half a surrogate pair', 'Patient', '"Doe"', '"D\\udc00e"'),
  inText(
    'patient',
    'a property called __proto__',
    'Patient.name[0]',
    '"family":"Doe"',
    '"family":"Doe","__proto__":{"use":"x"}',
  ),
  // Cardinality and choices
  mutation('observation', 'a required primitive that is missing', 'Observation', { status: undefined }),
  mutation('observation', 'a required element that is missing', 'Observation', { code: undefined }),
  mutation('patient', 'a required element of a backbone element that is missing', 'Patient.link[0]', {
    'link.0.other': undefined,
  }),
  mutation(
    'observation',
    'a required element of a data type that is missing',
    'Observation.component[1].value',
    { 'component.1.valueSampledData.origin': undefined },
  ),
  mutation('claim', 'a required list that is missing', 'Claim', { insurance: undefined }),
  mutation('patient', 'an extension without its url', 'Patient.extension[0].extension[0]', {
    'extension.0.extension.0.url': undefined,
  }),
  mutation('medicationRequest', 'a required choice that is missing', 'MedicationRequest', {
    medicationCodeableConcept: undefined,
  }),
  mutation('patient', 'two types of a choice', 'Patient', { deceasedDateTime: '2020' }),
  mutation('observation', 'two types of a choice of many', 'Observation', { valueString: 'x' }),
  mutation('observation', 'a type that the choice has not', 'Observation', {
    valueQuantity: undefined,
    valueMoney: { value: 1 },
  }),
  mutation('observation', 'a choice without its type', 'Observation', { valueQuantity: undefined, value: 1 }),
  mutation('patient', 'a choice that is a list', 'Patient.deceased', { deceasedBoolean: [false] }),
  mutation('patient', 'an extension with two values', 'Patient.extension[0].extension[0]', {
    'extension.0.extension.0.valueString': 'x',
  }),
  // Primitive values
  mutation('patient', 'a boolean as text', 'Patient.active', { active: 'true' }),
  mutation('patient', 'a boolean as number', 'Patient.active', { active: 1 }),
  mutation('patient', 'a number as text', 'Patient.multipleBirth', { multipleBirthInteger: '2' }),
  mutation('patient', 'a text as number', 'Patient.identifier[0].value', { 'identifier.0.value': 1 }),
  mutation('observation', 'a decimal as text', 'Observation.value.value', { 'valueQuantity.value': '1.1' }),
  mutation('patient', 'an empty text', 'Patient.name[0].family', { 'name.0.family': '' }),
  mutation('patient', 'a text of spaces', 'Patient.name[0].family', { 'name.0.family': '   ' }),
  mutation('patient', 'a control character in a text', 'Patient.name[0].family', {
    'name.0.family': 'D\u0000oe',
  }),
  mutation('patient', 'a form feed in a text', 'Patient.address[0].city', { 'address.0.city': 'A\fB' }),
  mutation('patient', 'a date that is in no calendar', 'Patient.birthDate', { birthDate: '1970-02-30' }),
  mutation('patient', 'a 29th of February in no leap year', 'Patient.birthDate', { birthDate: '1900-02-29' }),
  mutation('patient', 'a thirteenth month', 'Patient.birthDate', { birthDate: '1970-13' }),
  mutation('patient', 'a date with slashes', 'Patient.birthDate', { birthDate: '01/31/1970' }),
  mutation('patient', 'a date without its zeros', 'Patient.birthDate', { birthDate: '1970-1-31' }),
  mutation('patient', 'a date with a time', 'Patient.birthDate', { birthDate: '1970-01-31T00:00:00Z' }),
  mutation('observation', 'a date/time without zone', 'Observation.effective', {
    effectiveDateTime: '2020-01-01T00:00:00',
  }),
  mutation('observation', 'a date/time without seconds', 'Observation.effective', {
    effectiveDateTime: '2020-01-01T00:00Z',
  }),
  mutation('observation', 'a date/time of hour 24', 'Observation.effective', {
    effectiveDateTime: '2020-01-01T24:00:00Z',
  }),
  mutation('observation', 'a date/time with a space', 'Observation.effective', {
    effectiveDateTime: '2020-01-01 00:00:00Z',
  }),
  mutation('observation', 'an offset of more than 14 hours', 'Observation.effective', {
    effectiveDateTime: '2020-01-01T00:00:00+15:00',
  }),
  mutation('observation', 'an instant that is a date', 'Observation.issued', { issued: '2020-01-01' }),
  mutation('observation', 'an instant without zone', 'Observation.issued', {
    issued: '2020-01-01T00:00:00.000',
  }),
  mutation('observation', 'a time without seconds', 'Observation.component[0].value', {
    'component.0.valueTime': '12:00',
  }),
  mutation('patient', 'a fraction for an integer', 'Patient.multipleBirth', { multipleBirthInteger: 1.5 }),
  inText(
    'patient',
    'an integer written 2.0',
    'Patient.multipleBirth',
    '"multipleBirthInteger":2',
    '"multipleBirthInteger":2.0',
  ),
  inText(
    'claim',
    'an integer of a list written 2e0',
    'Claim.item[0].careTeamSequence[1]',
    '[1,2]',
    '[1,2e0]',
  ),
  mutation('patient', 'an integer of more than 32 bits', 'Patient.multipleBirth', {
    multipleBirthInteger: 2 ** 31,
  }),
  mutation('patient', 'a positive integer of 0', 'Patient.telecom[0].rank', { 'telecom.0.rank': 0 }),
  mutation(
    'medicationRequest',
    'an unsigned integer below 0',
    'MedicationRequest.dispenseRequest.numberOfRepeatsAllowed',
    { 'dispenseRequest.numberOfRepeatsAllowed': -1 },
  ),
  mutation('patient', 'a code with a space at its end', 'Patient.meta.tag[0].code', {
    'meta.tag.0.code': 'b ',
  }),
  mutation('patient', 'a code with two spaces', 'Patient.meta.tag[0].code', { 'meta.tag.0.code': 'a  b' }),
  mutation('patient', 'a URI with a space', 'Patient.identifier[0].system', {
    'identifier.0.system': 'http://a b',
  }),
  mutation('questionnaire', 'a canonical with a space', 'Questionnaire.derivedFrom[0]', {
    'derivedFrom.0': 'http://a b',
  }),
  mutation('patient', 'base64 that is none', 'Patient.photo[0].data', { 'photo.0.data': 'a-_b' }),
  mutation('patient', 'base64 that is cut off', 'Patient.photo[0].data', { 'photo.0.data': 'YWJ' }),
  mutation('patient', 'the id of a contained resource with a bad character', 'Patient.contained[0].id', {
    'contained.0.id': 'a_b',
  }),
  // Required value sets
  mutation('patient', 'an unknown code', 'Patient.gender', { gender: 'f' }),
  mutation('patient', 'a code in wrong case', 'Patient.gender', { gender: 'Female' }),
  mutation('patient', 'an unknown code in a data type', 'Patient.name[0].use', { 'name.0.use': 'legal' }),
  mutation('observation', 'an unknown code of status', 'Observation.status', { status: 'done' }),
  mutation('observation', 'an unknown comparator', 'Observation.value.comparator', {
    'valueQuantity.comparator': '==',
  }),
  mutation(
    'medicationRequest',
    'an unknown code in a list',
    'MedicationRequest.dosageInstruction[0].timing.repeat.dayOfWeek[0]',
    { 'dosageInstruction.0.timing.repeat.dayOfWeek.0': 'monday' },
  ),
  mutation('condition', 'a concept whose code is not in its value set', 'Condition.clinicalStatus', {
    'clinicalStatus.coding.0.code': 'on',
  }),
  mutation('condition', 'a concept whose system is not in its value set', 'Condition.clinicalStatus', {
    'clinicalStatus.coding.0.system': 'http://hl7.org/fhir/condition-clinical',
  }),
  mutation('condition', 'a concept without a code, where one is required', 'Condition.clinicalStatus', {
    clinicalStatus: { text: 'active' },
  }),
  mutation('claim', 'a currency by its sign', 'Claim.item[0].net.currency', { 'item.0.net.currency': '$' }),
  mutation('claim', 'a currency in small letters', 'Claim.item[0].net.currency', {
    'item.0.net.currency': 'usd',
  }),
  mutation('patient', 'a MIME type without a subtype', 'Patient.photo[0].contentType', {
    'photo.0.contentType': 'png',
  }),
  mutation('patient', 'an id of an element with a space', 'Patient.name[0].id', { 'name.0.id': 'a b' }),
  mutation('patient', 'an empty id of an element', 'Patient.name[0].id', { 'name.0.id': '' }),
  mutation('patient', 'an id of an extension with a tab', 'Patient.extension[0].id', {
    'extension.0.id': 'a\tb',
  }),
  mutation('patient', 'an id of a primitive with a space', 'Patient.gender.id', { _gender: { id: 'a b' } }),
  mutation('patient', 'an id of a primitive that is a number', 'Patient.gender.id', { _gender: { id: 1 } }),
  mutation('patient', 'an id of an extended primitive with a space', 'Patient.birthDate.id', {
    '_birthDate.id': 'a b',
  }),
  // References, contained resources, Bundles
  mutation('observation', 'a reference to a type that is not allowed', 'Observation.subject', {
    'subject.reference': 'Practitioner/1',
  }),
  mutation('condition', 'an absolute reference to a type that is not allowed', 'Condition.subject', {
    'subject.reference': 'https://example.org/fhir/Practitioner/1',
  }),
  mutation('observation', 'a reference to a type that FHIR has not', 'Observation.subject', {
    'subject.reference': 'Human/1',
  }),
  mutation('observation', 'a reference of an id alone', 'Observation.subject', { 'subject.reference': 'p1' }),
  mutation('observation', 'a reference with a bad id', 'Observation.subject', {
    'subject.reference': 'Patient/p_1',
  }),
  mutation('observation', 'a reference that is a text', 'Observation.subject', { subject: 'Patient/p1' }),
  mutation('medicationRequest', 'a UUID that is none', 'MedicationRequest.subject', {
    'subject.reference': 'urn:uuid:1',
  }),
  mutation(
    'patient',
    'a reference to a contained resource of a type that is not allowed',
    'Patient.managingOrganization',
    { 'contained.0': { resourceType: 'Location', id: 'o', name: 'x' } },
  ),
  mutation(
    'patient',
    'a reference to the resource itself, of a type that is not allowed',
    'Patient.managingOrganization',
    {
      'managingOrganization.reference': '#',
    },
  ),
  mutation(
    'bundle',
    'a reference to an entry of a type that is not allowed',
    'Bundle.entry[1].resource.patient',
    {
      'entry.0.fullUrl': 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
      'entry.1': {
        resource: {
          resourceType: 'AllergyIntolerance',
          patient: { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' },
        },
      },
      'entry.0.resource': { resourceType: 'Group', type: 'person', actual: true },
    },
  ),
  mutation(
    'bundle',
    'a reference to an entry by an address that names no type',
    'Bundle.entry[1].resource.patient',
    {
      'entry.0.fullUrl': 'http://example.org/other',
      'entry.0.resource': { resourceType: 'Group', type: 'person', actual: true },
      'entry.1': {
        resource: { resourceType: 'AllergyIntolerance', patient: { reference: 'http://example.org/other' } },
      },
    },
  ),
  mutation('observation', 'a type of a reference that is not allowed', 'Observation.subject', {
    subject: { type: 'Practitioner', display: 'x' },
  }),
  mutation('observation', 'a type of a reference that FHIR has not', 'Observation.subject', {
    subject: { type: 'Human', display: 'x' },
  }),
  mutation('observation', 'a type of a reference that is not that of the reference', 'Observation.subject', {
    'subject.type': 'Group',
  }),
  mutation(
    'patient',
    'a type of a reference that is not that of what is contained',
    'Patient.managingOrganization',
    {
      'managingOrganization.type': 'Location',
    },
  ),
  mutation('patient', 'a contained resource of no type', 'Patient.contained[0]', {
    'contained.0.resourceType': undefined,
  }),
  mutation('patient', 'a contained resource of an unknown type', 'Patient.contained[0]', {
    'contained.0.resourceType': 'Org',
  }),
  mutation('patient', 'a fault in a contained resource', 'Patient.contained[0]', {
    'contained.0.gender': 'x',
  }),
  mutation('bundle', 'a fault in an entry of a Bundle', 'Bundle.entry[0].resource.active', {
    'entry.0.resource.active': 'x',
  }),
  mutation('bundle', 'a type of a later FHIR version', 'Bundle.entry[0].resource', {
    'entry.0.resource': { resourceType: 'SubscriptionStatus', status: 'active' },
  }),
  mutation('questionnaire', 'a code that is there to group others', 'Questionnaire.item[0].type', {
    'item.0.type': 'question',
  }),
  mutation('bundle', 'an unknown type of Bundle', 'Bundle.type', { type: 'set' }),
  mutation('questionnaire', 'a fault in an element that holds itself', 'Questionnaire.item[0].item[0]', {
    'item.0.item.0.linkId': undefined,
  }),
  // Narrative
  mutation('patient', 'a narrative without div', 'Patient.text', { 'text.div': undefined }),
  mutation('patient', 'a narrative that is no XHTML', 'Patient.text.div', { 'text.div': 'Anna' }),
  mutation('patient', 'a narrative without namespace', 'Patient.text.div', { 'text.div': '<div>Anna</div>' }),
  mutation('patient', 'a narrative with a script', 'Patient.text.div', {
    'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>',
  }),
  mutation('patient', 'a narrative with an event', 'Patient.text.div', {
    'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x">x</p></div>',
  }),
  mutation('patient', 'a narrative whose tags do not match', 'Patient.text.div', {
    'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</div>',
  }),
  mutation('patient', 'an empty narrative', 'Patient.text.div', {
    'text.div': '<div xmlns="http://www.w3.org/1999/xhtml"> </div>',
  }),
];

/** Faults that base R4 leaves undetected, and why. */
export const NOT_CAUGHT: readonly (Mutation & { why: string })[] = [
  {
    ...mutation('claim', 'a currency of three letters that is none', 'Claim.item[0].net.currency', {
      'item.0.net.currency': 'ZZZ',
    }),
    why: 'R4 does not list the codes of ISO 4217',
  },
  {
    ...mutation('patient', 'a MIME type that nobody has registered', 'Patient.photo[0].contentType', {
      'photo.0.contentType': 'picture/one',
    }),
    why: 'R4 does not list the codes of BCP 13',
  },
  {
    ...mutation('patient', 'a language that is none', 'Patient.language', { language: 'xx-none' }),
    why: 'the binding is preferred, not required',
  },
  {
    ...mutation('observation', 'a unit that UCUM has not', 'Observation.value.code', {
      'valueQuantity.code': 'apples',
    }),
    why: 'UCUM is a grammar; its codes cannot be listed',
  },
  {
    ...mutation(
      'patient',
      'a reference to a contained resource that is not there',
      'Patient.managingOrganization',
      { 'managingOrganization.reference': '#x' },
    ),
    why: 'ref-1 is an invariant: level strict',
  },
  {
    ...mutation('patient', 'an id of an element that is there twice', 'Patient.address[0]', {
      'name.0.id': 'x',
      'address.0.id': 'x',
    }),
    why: 'it takes a look at the whole resource, as invariants do: level strict',
  },
  {
    ...mutation('condition', 'a period that ends before it begins', 'Condition.onset', {
      'onsetPeriod.end': '2019',
    }),
    why: 'per-1 is an invariant: level strict',
  },
];

/** The line of a mutated resource. */
export function mutated({ base, set = {}, text }: Mutation): string {
  const resource = structuredClone(RIGHT_RESOURCES[base] ?? {});
  for (const [path, value] of Object.entries(set)) setMember(resource, path.split('.'), value);
  const line = JSON.stringify(resource);
  if (!text) return line;
  if (!line.includes(text[0])) throw new Error(`${base} has no ${text[0]}`);
  return line.replace(text[0], () => text[1]);
}

function setMember(holder: unknown, [name = '', ...rest]: readonly string[], value: unknown): void {
  const members = holder as Record<string, unknown>;
  if (rest.length > 0) setMember(members[name], rest, value);
  else if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(members, name);
  else members[name] = value;
}
