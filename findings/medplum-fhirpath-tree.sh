#!/usr/bin/env bash
# @medplum/core@5.2.13, evalFhirPath: repeat, children and descendants give nothing, always and without an error.
# Guess: repeat(item).linkId of a QuestionnaireResponse gives the items of all depths; what an engine does not have it refuses, as this one
# refuses functions it does not know. Seen: all three are there and find nothing, so exists() is false and not() of it true. HL7's engine finds
# all items. ''.exists() is false, too. Why it matters here: nested answers are the reason to write repeat(item), and a rule of the form "no item
# says so" is true for every response.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 fhirpath@5.2.2 >/dev/null 2>&1
cat > run.mjs <<'J'
import { evalFhirPath } from '@medplum/core';
import fhirpath from 'fhirpath';
import model from 'fhirpath/fhir-context/r4/index.js';
const response = { resourceType: 'QuestionnaireResponse', status: 'completed', item: [{ linkId: '1', item: [{ linkId: '1.1', item: [{ linkId: '1.1.1', answer: [{ valueBoolean: true }] }] }] }] };
const told = (evaluate) => { try { return `[${evaluate()}]`; } catch { return 'refused'; } };
for (const text of ['item.linkId', 'item.item.linkId', 'repeat(item).linkId', "descendants().where(linkId = '1.1.1').exists()", 'children().empty()', "repeat(item).answer.where(value = true).empty()", "''.exists()", 'noSuchFunction()'])
  console.log(`${text}: Medplum ${told(() => evalFhirPath(text, response))}, HL7 ${told(() => fhirpath.evaluate(response, text, {}, model))}`);
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = "item.linkId: Medplum [1], HL7 [1]
item.item.linkId: Medplum [1.1], HL7 [1.1]
repeat(item).linkId: Medplum [], HL7 [1,1.1,1.1.1]
descendants().where(linkId = '1.1.1').exists(): Medplum [false], HL7 [true]
children().empty(): Medplum [true], HL7 [false]
repeat(item).answer.where(value = true).empty(): Medplum [true], HL7 [false]
''.exists(): Medplum [false], HL7 [true]
noSuchFunction(): Medplum refused, HL7 refused" ] || { echo 'the behaviour has changed' >&2; exit 1; }
