#!/usr/bin/env bash
# @middy/validator@7.7.0 and fastify@5.12.8, each as it comes: a null that FHIR's JSON asks for becomes an empty text, and a null amount 0.
# Guess: a schema that says "string" refuses null, or what it does not refuse comes through as it was; coercion is about query parameters, which are
# texts. Seen: both check a body with ajv's coerceTypes and hand on what it made of it: given ["Ann", null] with its _given, the padding by which FHIR
# pairs values and extensions, is ["Ann", ""]; null for a number is 0, for a Boolean false; "true" and 1970 become true and "1970". 200 and no word.
# Why it matters here: such a gate before an import makes valid FHIR invalid (a text is never empty), tells of a masked name that it is known, and
# lets pass what an import refuses in the file as it was sent; fields that were null in a feed are results of 0.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @middy/core@7.7.0 @middy/validator@7.7.0 fastify@5.12.8 >/dev/null 2>&1
cat > run.mjs <<'J'
import middy from '@middy/core';
import validator from '@middy/validator';
import { transpileSchema } from '@middy/validator/transpile';
import fastify from 'fastify';
const name = { type: 'object', properties: { family: { type: 'string' }, given: { type: 'array', items: { type: 'string' } } } };
const body = { type: 'object', properties: { active: { type: 'boolean' }, birthDate: { type: 'string' }, multipleBirthInteger: { type: 'integer' }, name: { type: 'array', items: name } } };
const masked = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] };
const bodies = [{ name: [{ given: ['Ann', null], _given: [null, masked] }] }, { multipleBirthInteger: null, active: null }, { active: 'true', birthDate: 1970 }];
const lambda = middy().use(validator({ eventSchema: transpileSchema({ type: 'object', properties: { body } }) })).handler(async (event) => event.body);
const server = fastify();
server.post('/Patient', { schema: { body } }, async (request) => request.body);
const shown = (value) => JSON.stringify(value, (key, member) => (key === '_given' ? undefined : member));
for (const payload of bodies) {
  console.log(`middy: ${shown(await lambda({ body: structuredClone(payload) }, {}))}`);
  const { statusCode, json } = await server.inject({ method: 'POST', url: '/Patient', payload });
  console.log(`fastify: ${statusCode} ${shown(json())}`);
}
J
seen=$(node --no-deprecation run.mjs)
echo "$seen"
[ "$seen" = 'middy: {"name":[{"given":["Ann",""]}]}
fastify: 200 {"name":[{"given":["Ann",""]}]}
middy: {"multipleBirthInteger":0,"active":false}
fastify: 200 {"multipleBirthInteger":0,"active":false}
middy: {"active":true,"birthDate":"1970"}
fastify: 200 {"active":true,"birthDate":"1970"}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
