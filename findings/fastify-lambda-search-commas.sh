#!/usr/bin/env bash
# @fastify/aws-lambda@6.4.1 and lambda-api@1.5.1, behind an HTTP API: a FHIR search for one code or another becomes one for both.
# Guess: the application gets the query as it was sent, which an event of payload format 2.0 has in rawQueryString; hono 4.13 and serverless-http
# 4.0 do that. Seen: both take queryStringParameters, where API Gateway has put repeated parameters together with commas, and take each comma apart:
# code=a,b (FHIR: a or b) arrives as code=a&code=b (both at once, which nothing has), and Lee\,Ann as two names. Fastify's option
# parseCommaSeparatedQueryParams: false leaves commas, and then date=ge2020&date=lt2021 (both) arrives as date=ge2020,lt2021 (one of them), so that
# there is no setting that is right. With a REST API's event all is well. No error. Why it matters here: a FHIR endpoint behind an HTTP API finds
# nothing, or too much, and a test against the server itself or a REST API passes.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @fastify/aws-lambda@6.4.1 fastify@5.12.8 lambda-api@1.5.1 hono@4.13.19 >/dev/null 2>&1
cat > run.mjs <<'J'
import { createRequire } from 'node:module';
import awsLambdaFastify from '@fastify/aws-lambda';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
const require = createRequire(import.meta.url);
const context = { getRemainingTimeInMillis: () => 5000 };
const byFastify = (options) => {
  const app = require('fastify')();
  app.get('/r4/*', (request) => new URL(request.raw.url, 'http://x').search);
  const proxy = awsLambdaFastify(app, options);
  return async (event) => (await proxy(event, context)).body;
};
const byLambdaApi = async (event) => {
  const api = require('lambda-api')();
  api.get('/r4/*', (request, response) => response.send(`?${new URLSearchParams(Object.entries(request.multiValueQuery).flatMap(([name, values]) => values.map((value) => [name, value])))}`));
  return (await api.run(event, context)).body;
};
const byHono = async (event) => {
  const app = new Hono();
  app.get('/r4/*', ({ req, text }) => text(new URL(req.url).search));
  return (await handle(app)(event, context)).body;
};
for (const query of ['code=1-1,2-2', 'name=Lee%5C,Ann', 'date=ge2020&date=lt2021']) {
  const values = {};
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value);
  const path = '/r4/Observation';
  const byHttpApi = {
    version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: query, headers: { host: 'x' }, isBase64Encoded: false,
    queryStringParameters: Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.join(',')])),
    requestContext: { apiId: 'a', domainName: 'x', stage: '$default', http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'u' } },
  };
  const byRestApi = {
    resource: '/{proxy+}', path, httpMethod: 'GET', headers: { host: 'x' }, multiValueHeaders: { host: ['x'] }, body: null, isBase64Encoded: false, multiValueQueryStringParameters: values,
    queryStringParameters: Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1)])), requestContext: { path, httpMethod: 'GET', stage: 'dev', identity: { sourceIp: '192.0.2.1' } },
  };
  for (const [label, app, event] of [
    ['Fastify, HTTP API', byFastify(), byHttpApi], ['Fastify without commas, HTTP API', byFastify({ parseCommaSeparatedQueryParams: false }), byHttpApi], ['Fastify, REST API', byFastify(), byRestApi],
    ['lambda-api, HTTP API', byLambdaApi, byHttpApi], ['Hono, HTTP API', byHono, byHttpApi],
  ]) console.log(`${query} by ${label}: ${decodeURIComponent(await app(event))}`);
}
process.exit(0);
J
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = 'code=1-1,2-2 by Fastify, HTTP API: ?code=1-1&code=2-2
code=1-1,2-2 by Fastify without commas, HTTP API: ?code=1-1,2-2
code=1-1,2-2 by Fastify, REST API: ?code=1-1,2-2
code=1-1,2-2 by lambda-api, HTTP API: ?code=1-1&code=2-2
code=1-1,2-2 by Hono, HTTP API: ?code=1-1,2-2
name=Lee%5C,Ann by Fastify, HTTP API: ?name=Lee\&name=Ann
name=Lee%5C,Ann by Fastify without commas, HTTP API: ?name=Lee\,Ann
name=Lee%5C,Ann by Fastify, REST API: ?name=Lee\,Ann
name=Lee%5C,Ann by lambda-api, HTTP API: ?name=Lee\&name=Ann
name=Lee%5C,Ann by Hono, HTTP API: ?name=Lee\,Ann
date=ge2020&date=lt2021 by Fastify, HTTP API: ?date=ge2020&date=lt2021
date=ge2020&date=lt2021 by Fastify without commas, HTTP API: ?date=ge2020,lt2021
date=ge2020&date=lt2021 by Fastify, REST API: ?date=ge2020&date=lt2021
date=ge2020&date=lt2021 by lambda-api, HTTP API: ?date=ge2020&date=lt2021
date=ge2020&date=lt2021 by Hono, HTTP API: ?date=ge2020&date=lt2021' ] || { echo 'the behaviour has changed' >&2; exit 1; }
