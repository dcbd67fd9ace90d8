#!/usr/bin/env bash
# @aehrc/sdc-template-extract@1.0.16 (CSIRO's $extract of questionnaires): a given name is written to _given, and a template at the root gives nothing.
# Guess: the two answers of a repeating item become given ["Ann", "Bea"], whether the name of the template has a context or not; a template may
# stand at the root of the Questionnaire, as SDC's profile has it, or at a group. Seen: without a templateExtractContext on the name the last answer
# alone is left, as a text in _given, where FHIR has extensions; with one it is right, and so is family always; lines of addresses are the same.
# From the root comes a transaction without entries: extractSuccess is true, there are no issues, and canBeTemplateExtracted says true. Why it
# matters here: a bundle that says success holds no patient, or one that an import refuses.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aehrc/sdc-template-extract@1.0.16 >/dev/null 2>&1
cat > run.cjs <<'J'
const { canBeTemplateExtracted, inAppExtract } = require('@aehrc/sdc-template-extract');
const sdc = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';
const value = (valueString) => ({ extension: [{ url: `${sdc}templateExtractValue`, valueString }] });
const answer = (linkId, ...texts) => ({ linkId, answer: texts.map((valueString) => ({ valueString })) });
const answers = { item: [answer('family', 'Lee'), answer('given', 'Ann', 'Bea')] };
const items = { item: [{ linkId: 'family', type: 'string' }, { linkId: 'given', type: 'string', repeats: true }] };
const extension = [{ url: `${sdc}templateExtract`, extension: [{ url: 'template', valueReference: { reference: '#template' } }] }];
const told = async (label, name, atRoot = false) => {
  const questionnaire = {
    resourceType: 'Questionnaire', status: 'active', url: 'http://example.org/q', contained: [{ resourceType: 'Patient', id: 'template', name: [name] }],
    ...(atRoot ? { extension, ...items } : { item: [{ linkId: 'group', type: 'group', extension, ...items }] }),
  };
  const response = { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: 'http://example.org/q', ...(atRoot ? answers : { item: [{ linkId: 'group', ...answers }] }) };
  const { extractResult, extractSuccess } = await inAppExtract(response, questionnaire, null);
  console.log(`${label}: can be extracted ${canBeTemplateExtracted(questionnaire)}, success ${extractSuccess}, issues ${JSON.stringify(extractResult.issues)}, ${JSON.stringify(extractResult.extractedBundle.entry.map(({ resource }) => resource))}`);
};
const family = value("item.where(linkId = 'family').answer.value");
const given = [value("item.where(linkId = 'given').answer.value")];
(async () => {
  await told('template at a group', { _family: family, _given: given });
  await told('with a context on the name', { extension: [{ url: `${sdc}templateExtractContext`, valueString: "item.where(linkId = 'family')" }], _family: value('answer.value'), _given: [value("%resource.item.item.where(linkId = 'given').answer.value")] });
  await told('template at the root', { _family: family }, true);
})();
J
seen=$(node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'template at a group: can be extracted true, success true, issues null, [{"resourceType":"Patient","name":[{"_given":["Bea"],"family":"Lee"}]}]
with a context on the name: can be extracted true, success true, issues null, [{"resourceType":"Patient","name":[{"family":"Lee","given":["Ann","Bea"]}]}]
template at the root: can be extracted true, success true, issues null, []' ] || { echo 'the behaviour has changed' >&2; exit 1; }
