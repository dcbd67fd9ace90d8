/** Resources of a patient, himself included: about what Synthea makes of one. */
const OF_A_PATIENT = 500;
const ENCOUNTERS = 49;

const LOINC = 'http://loinc.org';
const CODES = [
  '8867-4',
  '8480-6',
  '8462-4',
  '2339-0',
  '718-7',
  '29463-7',
  '8302-2',
  '8310-5',
  '9279-1',
  '2708-6',
];
const FAMILIES = ['Berg', 'Dahl', 'Ek', 'Holm', 'Lind', 'Moe', 'Nord', 'Ruud', 'Strand', 'Vik'];

/** Searches as applications ask them: of one patient, and over all of them. @param patient the number of a patient */
export const QUERIES: readonly ((patient: number) => string)[] = [
  (patient) => `Patient?_id=p${patient}`,
  (patient) => `Patient?identifier=urn:mrn|${patient}`,
  (patient) => `Patient?family=${familyOf(patient).slice(0, -1)}&birthdate=ge1950`,
  (patient) => `Observation?patient=p${patient}`,
  (patient) => `Observation?patient=p${patient}&code=http://loinc.org|8867-4`,
  (patient) => `Observation?patient=p${patient}&date=ge2025-06&_sort=-date`,
  (patient) => `Observation?code=http://loinc.org|${CODES[patient % CODES.length] ?? ''}`,
  () => 'Observation?status=final&category=laboratory',
  (patient) => `Encounter?patient=p${patient}&_include=Encounter:patient`,
  (patient) => `Observation?patient.identifier=urn:mrn|${patient}&category=vital-signs`,
];

/** How many patients there are among so many resources. */
export const patientsAmong = (resources: number): number => Math.floor(resources / OF_A_PATIENT);

const familyOf = (patient: number): string => `${FAMILIES[patient % FAMILIES.length] ?? ''}${patient % 997}`;

/** A made-up resource by its number, always the same: of each five hundred the first is a patient, then come encounters, then what was observed in them. */
export function resourceAt(at: number): { type: string; id: string; body: Buffer } {
  const patient = Math.floor(at / OF_A_PATIENT);
  const place = at % OF_A_PATIENT;
  const subject = { reference: `Patient/p${patient}` };
  const day = `2025-${two((at % 12) + 1)}-${two((at % 28) + 1)}`;
  if (place === 0)
    return line('Patient', `p${patient}`, {
      identifier: [{ system: 'urn:mrn', value: String(patient) }],
      name: [{ family: familyOf(patient), given: ['Anna', 'Maria'] }],
      gender: patient % 2 === 0 ? 'female' : 'male',
      birthDate: `${1930 + (patient % 90)}-${two((patient % 12) + 1)}-01`,
    });
  if (place <= ENCOUNTERS)
    return line('Encounter', `e${at}`, {
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject,
      period: { start: `${day}T08:00:00Z`, end: `${day}T09:00:00Z` },
    });
  return line('Observation', `o${at}`, {
    status: at % 20 === 0 ? 'amended' : 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: at % 3 === 0 ? 'laboratory' : 'vital-signs',
          },
        ],
      },
    ],
    code: { coding: [{ system: LOINC, code: CODES[at % CODES.length] }], text: 'An observation' },
    subject,
    encounter: { reference: `Encounter/e${patient * OF_A_PATIENT + 1 + (place % ENCOUNTERS)}` },
    effectiveDateTime: `${day}T08:30:00Z`,
    valueQuantity: { value: (at % 1000) / 10, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
  });
}

const two = (number: number): string => String(number).padStart(2, '0');

const line = (type: string, id: string, content: object): { type: string; id: string; body: Buffer } => ({
  type,
  id,
  body: Buffer.from(JSON.stringify({ resourceType: type, id, ...content })),
});
