#!/usr/bin/env bash
# @imranq2/fhirpatientsummary@1.0.45 (International Patient Summary): a blood pressure of 120/80 is "120 mmHg", and a titre is null.
# Guess: each form of Observation.value has a text in its row, both components of a blood pressure are there with their numbers, and an onset of
# 2020 is told as 2020. Seen: of components the first number is the result and their names stand beside it, so that the diastolic pressure is
# nowhere; a ratio and a range are the word null, a period is [object Object], while texts, numbers and Booleans are right; the year 2020 is
# 01/01/2020. A dose that is structured (0.5 mg) is not told, only one as text. No error. Why it matters here: the summary's narrative is what a
# person reads of an export, and its entries stay right, so that a check of the Bundle finds nothing.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @imranq2/fhirpatientsummary@1.0.45 >/dev/null 2>&1
cat > run.cjs <<'J'
const { ComprehensiveIPSCompositionBuilder } = require('@imranq2/fhirpatientsummary');
const say = console.log;
console.log = console.info = () => {}; // the library tells its steps
const today = new Date().toISOString().slice(0, 10);
const coded = (text, system, code) => ({ text, coding: [{ system, code }] });
const subject = { reference: 'Patient/p' };
const observation = (text, loinc, value, category = 'laboratory') => ({
  resourceType: 'Observation', id: loinc, status: 'final', subject, code: coded(text, 'http://loinc.org', loinc), effectiveDateTime: today,
  category: [coded(category, 'http://terminology.hl7.org/CodeSystem/observation-category', category)], ...value,
});
const condition = (id, onsetDateTime) => ({ resourceType: 'Condition', id, subject, code: { text: `Since ${onsetDateTime}:` }, clinicalStatus: coded('active', 'http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'), onsetDateTime });
const order = (id, text, dosage) => ({ resourceType: 'MedicationRequest', id, status: 'active', intent: 'order', subject, medicationCodeableConcept: { text }, authoredOn: today, dosageInstruction: [dosage] });
const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Lee' }], gender: 'female' };
const millimetres = (text, value) => ({ code: { text }, valueQuantity: { value, unit: 'mmHg' } });
const resources = [
  patient, condition('c1', '2020-05-01'), condition('c2', '2020'),
  order('m1', 'Digoxin', { text: '0.5 mg a day' }), order('m2', 'Codeine', { doseAndRate: [{ doseQuantity: { value: 0.5, unit: 'mg' } }] }),
  observation('Number', '2339-0', { valueInteger: 0 }), observation('Boolean', '1988-5', { valueBoolean: false }), observation('Titre', '718-7', { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }),
  observation('Range', '4548-4', { valueRange: { low: { value: 2, unit: 'mg' }, high: { value: 5, unit: 'mg' } } }), observation('Period', '2075-0', { valuePeriod: { start: '2020', end: '2021' } }),
  observation('Blood pressure', '85354-9', { component: [millimetres('Systolic', 120), millimetres('Diastolic', 80)] }, 'vital-signs'),
];
(async () => {
  const builder = new ComprehensiveIPSCompositionBuilder();
  await builder.setPatient(patient);
  await builder.readBundleAsync({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) }, 'America/New_York');
  const [{ resource: composition }] = (await builder.buildBundleAsync('o', 'Clinic', 'https://example.org/fhir/', 'America/New_York')).entry;
  for (const section of composition.section.filter(({ entry }) => entry)) {
    for (const row of section.text.div.split('<tbody>').slice(1).join().split('</tr>').filter((line) => line.includes('<td'))) {
      say(`${section.title}: ${row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().replace(new RegExp(` (${today}|${today.slice(5).replace('-', '/')}/${today.slice(0, 4)})$`), '')}`);
    }
  }
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Problem List: Since 2020-05-01: 05/01/2020
Problem List: Since 2020: 01/01/2020
Medication Summary: Request Digoxin 0.5 mg a day
Medication Summary: Request Codeine
Results Summary: Number 2339-0 (LOINC) 0
Results Summary: Boolean 1988-5 (LOINC) false
Results Summary: Titre 718-7 (LOINC) null
Results Summary: Range 4548-4 (LOINC) null
Results Summary: Period 2075-0 (LOINC) [object Object]
Vital Signs: Blood pressure 85354-9 (LOINC) 120 mmHg mmHg Systolic, Diastolic' ] || { echo 'the behaviour has changed' >&2; exit 1; }
