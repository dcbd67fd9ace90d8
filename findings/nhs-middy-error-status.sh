#!/usr/bin/env bash
# @nhs/fhir-middy-error-handler@2.1.80 (FHIR's errors for functions behind API Gateway): a 404 is a 500, and the id of the answer is none of FHIR's.
# Guess: as a variant of middy's own error handler it answers an http-errors error with its statusCode and, as it may be shown, its message, in an
# OperationOutcome; what it puts into id is an id. Seen: status, code and text are those of a 500 for each error; @middy/http-error-handler gives
# 404 for the same one. The id is API Gateway's request id, which is a UUID for a REST API and JKJaXmPLvHcESHA= for an HTTP API: FHIR's ids have no
# "=". meta.lastUpdated is the time of the request for an HTTP API and of the answer for a REST API. No error. Why it matters here: a client of a
# FHIR endpoint takes "there is no such Patient" for an outage and asks again, and one that checks what it gets refuses the answer itself.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @middy/core@7.9.2 @middy/http-error-handler@7.9.2 @nhs/fhir-middy-error-handler@2.1.80 >/dev/null 2>&1
cat > run.mjs <<'J'
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import fhirErrorHandler from '@nhs/fhir-middy-error-handler';
const logger = { error() {} };
const answer = (handler, event) => middy().use(handler).handler(async () => { throw Object.assign(new Error('there is no such Patient'), { statusCode: 404, expose: true }); })(event, {});
const rest = { requestContext: { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', requestTimeEpoch: 1583348638390 } };
const http = { version: '2.0', requestContext: { requestId: 'JKJaXmPLvHcESHA=', timeEpoch: 1583348638390 } };
const own = await answer(httpErrorHandler({ logger: false }), rest);
console.log(`middy's own: ${own.statusCode} ${own.body}`);
for (const [name, event] of Object.entries({ rest, http })) {
  const { statusCode, body } = await answer(fhirErrorHandler({ logger }), event);
  const { id, meta, issue } = JSON.parse(body);
  console.log(`${name}: ${statusCode} ${issue[0].details.coding[0].code}, id ${id} ${/^[A-Za-z0-9.-]{1,64}$/.test(id)}, of the request ${meta.lastUpdated.startsWith('2020-03-04')}`);
}
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "middy's own: 404 there is no such Patient
rest: 500 SERVER_ERROR, id c6af9ac6-7b61-11e6-9a41-93e8deadbeef true, of the request false
http: 500 SERVER_ERROR, id JKJaXmPLvHcESHA= false, of the request true" ] || { echo 'the behaviour has changed' >&2; exit 1; }
