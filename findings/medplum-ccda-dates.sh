#!/usr/bin/env bash
# @medplum/ccda@5.1.10 (C-CDA documents into FHIR): a date with a month becomes the first of January, and fractions of a second make no FHIR.
# Guess: 197005 becomes 1970-05, since FHIR's dates may end after the year or the month as those of CDA may; a time keeps its fraction and its
# zone. Seen: the year and the month both become 1 January, May too; times of a day or a month become midnight UTC; .678+0530 is written with the
# zone +0530, which is no dateTime of FHIR. The other way, 1970-05 becomes 197005. Why it matters here: a date of birth that nobody knew to the
# day becomes a full one, with another month, and the lines with fractions are no R4.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/ccda@5.1.10 >/dev/null 2>&1
cat > run.mjs <<'J'
import { convertCcdaToFhir, convertXmlToCcda, mapCcdaToFhirDateTime, mapFhirToCcdaDate } from '@medplum/ccda';
const document = (birthTime) => `<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="2.16.840.1.113883.10.20.22.1.1"/><id root="1.2.3"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>T</title><effectiveTime value="20200102"/>
<confidentialityCode code="N"/><languageCode code="en-US"/><recordTarget><patientRole><id root="1.2" extension="1"/><patient><name><given>Ann</given><family>Lee</family></name>
<administrativeGenderCode code="F"/><birthTime value="${birthTime}"/></patient></patientRole></recordTarget><component><structuredBody/></component></ClinicalDocument>`;
for (const text of ['1970', '197005', '19700517'])
  console.log(`birthTime ${text} -> birthDate ${convertCcdaToFhir(convertXmlToCcda(document(text))).entry.find(({ resource }) => resource.resourceType === 'Patient').resource.birthDate}`);
for (const text of ['202005', '20200517', '20200517030405-0500', '20200517030405.678+0530']) console.log(`time ${text} -> ${mapCcdaToFhirDateTime(text)}`);
console.log(`birthDate 1970-05 -> birthTime ${mapFhirToCcdaDate('1970-05')}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = 'birthTime 1970 -> birthDate 1970-01-01
birthTime 197005 -> birthDate 1970-01-01
birthTime 19700517 -> birthDate 1970-05-17
time 202005 -> 2020-01-01T00:00:00Z
time 20200517 -> 2020-05-17T00:00:00Z
time 20200517030405-0500 -> 2020-05-17T03:04:05-05:00
time 20200517030405.678+0530 -> 2020-05-17T03:04:05.678+0530
birthDate 1970-05 -> birthTime 197005' ] || { echo 'the behaviour has changed' >&2; exit 1; }
