#!/usr/bin/env bash
# @aehrc/sdc-populate@4.7.1 (CSIRO's $populate of questionnaires): a reference is put into valueString as an object, and a year is 1 January.
# Guess: each answer has the type of its item, or there is none and an issue says so: a reference item gets valueReference, a url item valueUri, an
# integer item no 1.5; a date of which the year alone is known stays 2020, as FHIR's dates may. Seen: valueString holds an object, a number or false
# wherever the library knows no rule; an integer option is a text that is a number; the integer 1.5 is valueInteger; 2020 and 2020-05 are the first
# of January and of May in a date item, and stay in a dateTime item. populateSuccess is true, there are no issues. Why it matters here: the
# responses are no FHIR, so that an import refuses them by the dozen, and the days of the dates are invented.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aehrc/sdc-populate@4.7.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const { populateQuestionnaire } = require('@aehrc/sdc-populate');
const patient = {
  resourceType: 'Patient', id: 'p', active: true, gender: 'female', multipleBirthInteger: 2, managingOrganization: { reference: 'Organization/1' },
  extension: [{ url: 'year', valueDate: '2020' }, { url: 'month', valueDateTime: '2020-05' }],
};
const item = (type, expression, more) => ({
  linkId: `${type} ${expression}`, type, ...more,
  extension: [{ url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression', valueExpression: { language: 'text/fhirpath', expression } }],
});
const questionnaire = {
  resourceType: 'Questionnaire', status: 'active', url: 'http://example.org/q', subjectType: ['Patient'],
  extension: [{
    url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-launchContext',
    extension: [{ url: 'name', valueCoding: { system: 'http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext', code: 'patient' } }, { url: 'type', valueCode: 'Patient' }],
  }],
  item: [{
    linkId: 'group', type: 'group',
    item: [
      item('boolean', '%patient.active'), item('integer', '%patient.multipleBirth'), item('reference', '%patient.managingOrganization'), item('url', "'http://example.org'"),
      item('string', '%patient.multipleBirth'), item('string', '%patient.active'), item('integer', '1.5'), item('choice', '%patient.multipleBirth', { answerOption: [{ valueInteger: 1 }, { valueInteger: 2 }] }),
      item('date', "%patient.extension('year').value"), item('date', "%patient.extension('month').value"), item('dateTime', "%patient.extension('month').value"),
    ],
  }],
};
(async () => {
  const { populateSuccess, populateResult } = await populateQuestionnaire({ questionnaire, patient, fetchResourceCallback: async () => ({}), fetchResourceRequestConfig: { sourceServerUrl: 'http://127.0.0.1:1' } });
  console.log(`success ${populateSuccess}, issues ${JSON.stringify(populateResult.issues ?? null)}`);
  for (const { linkId, answer } of populateResult.populatedResponse.item[0].item) console.log(`${linkId}: ${JSON.stringify(answer)}`);
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = "success true, issues null
boolean %patient.active: [{\"valueBoolean\":true}]
integer %patient.multipleBirth: [{\"valueInteger\":2}]
reference %patient.managingOrganization: [{\"valueString\":{\"reference\":\"Organization/1\"}}]
url 'http://example.org': [{\"valueString\":\"http://example.org\"}]
string %patient.multipleBirth: [{\"valueString\":2}]
string %patient.active: [{\"valueString\":true}]
integer 1.5: [{\"valueInteger\":1.5}]
choice %patient.multipleBirth: [{\"valueString\":2}]
date %patient.extension('year').value: [{\"valueDate\":\"2020-01-01\"}]
date %patient.extension('month').value: [{\"valueDate\":\"2020-05-01\"}]
dateTime %patient.extension('month').value: [{\"valueDateTime\":\"2020-05\"}]" ] || { echo 'the behaviour has changed' >&2; exit 1; }
