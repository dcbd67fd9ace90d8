#!/usr/bin/env bash
# @imranq2/fhirpatientsummary@1.0.45 (International Patient Summary): a refuted allergy is listed as active, and results entered in error are shown.
# Guess: what is refuted or entered-in-error is left out, or marked in its row; an order not to give a medication says so; each result is shown.
# Seen: allergies that were refuted or entered in error stand under Active, the refuted condition among the problems; an observation entered in
# error or cancelled has its value like any other; doNotPerform is not looked at, so that the drug that must not be given is in the list of those
# that are taken. A laboratory's result whose LOINC code is not in the library's own list has no row, though the section refers to it. No error. Why
# it matters here: the summary is made of an export of HealthLake, whose history is full of such resources, and a reader cannot tell.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @imranq2/fhirpatientsummary@1.0.45 >/dev/null 2>&1
cat > run.cjs <<'J'
const { ComprehensiveIPSCompositionBuilder } = require('@imranq2/fhirpatientsummary');
const say = console.log;
console.log = console.info = () => {}; // the library tells its steps
const today = new Date().toISOString().slice(0, 10);
const coded = (text, system, code) => ({ text, coding: [{ system, code }] });
const verified = (kind, code) => ({
  ...(code !== 'entered-in-error' && { clinicalStatus: coded('active', `http://terminology.hl7.org/CodeSystem/${kind}-clinical`, 'active') }),
  verificationStatus: coded(code, `http://terminology.hl7.org/CodeSystem/${kind === 'condition' ? 'condition-ver-status' : 'allergyintolerance-verification'}`, code),
});
const category = [coded('Laboratory', 'http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')];
const subject = { reference: 'Patient/p' };
const observation = (text, loinc, status) => ({ resourceType: 'Observation', id: loinc, status, category, subject, code: coded(text, 'http://loinc.org', loinc), valueQuantity: { value: 5, unit: 'mmol/L' }, effectiveDateTime: today });
const order = (id, text, more) => ({ resourceType: 'MedicationRequest', id, status: 'active', intent: 'order', subject, medicationCodeableConcept: { text }, authoredOn: today, ...more });
const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Lee' }], gender: 'female' };
const resources = [
  patient,
  ...['confirmed', 'refuted', 'entered-in-error'].flatMap((code) => [
    { resourceType: 'AllergyIntolerance', id: `a-${code}`, patient: subject, code: { text: `Allergy ${code}` }, ...verified('allergyintolerance', code) },
    { resourceType: 'Condition', id: `c-${code}`, subject, code: { text: `Condition ${code}` }, ...verified('condition', code) },
  ]),
  order('m1', 'Metformin'), order('m2', 'Warfarin', { doNotPerform: true }), order('m3', 'Digoxin', { status: 'entered-in-error' }),
  observation('Glucose', '2339-0', 'final'), observation('Sodium', '2951-2', 'entered-in-error'), observation('Potassium', '2823-3', 'cancelled'), observation('Methanol', '5693-7', 'final'),
];
(async () => {
  const builder = new ComprehensiveIPSCompositionBuilder();
  await builder.setPatient(patient);
  await builder.readBundleAsync({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) }, 'America/New_York');
  const [{ resource: composition }] = (await builder.buildBundleAsync('o', 'Clinic', 'https://example.org/fhir/', 'America/New_York')).entry;
  for (const section of composition.section) {
    const rows = section.text.div.split('<tbody>').slice(1).flatMap((table) => table.split('</tbody>')[0].split('</tr>').map((row) => row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().replace(/\d+[-/]\d+[-/]\d+$/, '').trim()));
    if (section.entry) say(`${section.title}: rows ${JSON.stringify(rows.filter(Boolean))}, of ${section.entry.length} entries`);
  }
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'Problem List: rows ["Condition confirmed","Condition refuted"], of 2 entries
Allergies and Intolerances: rows ["Allergy confirmed active","Allergy refuted active","Allergy entered-in-error","No resolved allergies recorded"], of 3 entries
Medication Summary: rows ["Request Metformin","Request Warfarin"], of 2 entries
Results Summary: rows ["Glucose 2339-0 (LOINC) 5 mmol/L","Sodium 2951-2 (LOINC) 5 mmol/L","Potassium 2823-3 (LOINC) 5 mmol/L"], of 4 entries' ] || { echo 'the behaviour has changed' >&2; exit 1; }
