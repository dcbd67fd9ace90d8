#!/usr/bin/env bash
# @medplum/ccda@5.1.10: results that are ranges, ratios, plain numbers or truth values become final Observations without a value.
# Guess: what C-CDA's result observation may hold goes into one of the eleven forms of value[x], and "unknown" (nullFlavor) into
# dataAbsentReason; what cannot be converted is an error or left out whole. Seen: PQ, INT, ST and CD are converted; IVL_PQ ("less than 5 mg"
# too), REAL, RTO and BL leave an Observation with status final and no value; a line on the console says that the type is unhandled. A PQ that is
# unknown becomes a Quantity that has a system and nothing else. Why it matters here: each of them is valid R4, so that an import has no reason
# to reject the line, and the result is lost.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/ccda@5.1.10 >/dev/null 2>&1
cat > run.mjs <<'J'
import { convertCcdaToFhir, convertXmlToCcda } from '@medplum/ccda';
const values = {
  PQ: '<value xsi:type="PQ" value="1.5" unit="mg"/>', INT: '<value xsi:type="INT" value="7"/>', ST: '<value xsi:type="ST">negative</value>',
  CD: '<value xsi:type="CD" code="260385009" codeSystem="2.16.840.1.113883.6.96" displayName="Negative"/>', REAL: '<value xsi:type="REAL" value="1.5"/>', BL: '<value xsi:type="BL" value="true"/>',
  'IVL_PQ below 5': '<value xsi:type="IVL_PQ"><high value="5" unit="mg" inclusive="false"/></value>', 'IVL_PQ 1 to 2': '<value xsi:type="IVL_PQ"><low value="1" unit="mg"/><high value="2" unit="mg"/></value>',
  RTO: '<value xsi:type="RTO_PQ_PQ"><numerator value="1" unit="1"/><denominator value="8" unit="1"/></value>', 'PQ unknown': '<value xsi:type="PQ" nullFlavor="UNK"/>',
};
const observation = (name, value) => `<component><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2" extension="2015-08-01"/>
<id root="1.2.3"/><code code="${name}" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20200102"/>${value}</observation></component>`;
const document = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.10.20.22.1.1"/><id root="1.2.3"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>T</title><effectiveTime value="20200102"/><confidentialityCode code="N"/>
<languageCode code="en-US"/><recordTarget><patientRole><id root="1.2" extension="1"/><patient><name><given>Ann</given><family>Lee</family></name><administrativeGenderCode code="F"/>
<birthTime value="19700101"/></patient></patientRole></recordTarget><component><structuredBody><component><section><templateId root="2.16.840.1.113883.10.20.22.2.3.1" extension="2015-08-01"/>
<code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/><title>Results</title><text>t</text><entry><organizer classCode="BATTERY" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.1" extension="2015-08-01"/>
<id root="1.2.9"/><code code="panel" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>${Object.entries(values).map((each) => observation(...each)).join('')}</organizer></entry></section></component></structuredBody></component></ClinicalDocument>`;
for (const { resource } of convertCcdaToFhir(convertXmlToCcda(document)).entry) {
  const name = resource.code?.coding?.[0].code;
  if (resource.resourceType === 'Observation' && name in values)
    console.log(`${name}: ${resource.status}, ${JSON.stringify(Object.entries(resource).find(([member]) => /^value|dataAbsent/.test(member)) ?? 'no value')}`);
}
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'PQ: final, ["valueQuantity",{"value":1.5,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}]
INT: final, ["valueInteger",7]
ST: final, ["valueString","negative"]
CD: final, ["valueCodeableConcept",{"coding":[{"system":"http://snomed.info/sct","code":"260385009","display":"Negative"}],"text":"Negative"}]
REAL: final, "no value"
BL: final, "no value"
IVL_PQ below 5: final, "no value"
IVL_PQ 1 to 2: final, "no value"
RTO: final, "no value"
PQ unknown: final, ["valueQuantity",{"system":"http://unitsofmeasure.org"}]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
