#!/usr/bin/env bash
# @h4ad/serverless-adapter@4.4.0, behind a load balancer: what was percent-encoded in a query arrives encoded twice.
# Guess: the application gets the query as it was sent, from a load balancer's event as from API Gateway's. A load balancer hands parameters on as
# they are encoded, API Gateway decodes them; @fastify/aws-lambda 6.4.1 and serverless-http 4.0.0 know that. Seen: of code=http://loinc.org%7C718-7
# the application has http://loinc.org%7C718-7, with the percent sign, and a zone's %2B02:00 stays so as well; the REST API's event of the same
# request is right. lambda-api 1.5.1 has both in one request: its query is decoded, its multiValueQuery, without which a repeated parameter is lost,
# is not. No error: a text without letters that need encoding, as most tests have, is the same. Why it matters here: of a FHIR endpoint behind a
# load balancer each search by system and code finds nothing.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps @h4ad/serverless-adapter@4.4.0 lambda-api@1.5.1 express@5.3.0 serverless-http@4.0.0 \
  fastify@5.12.8 @fastify/aws-lambda@6.4.1 >/dev/null 2>&1
cat > run.cjs <<'J'
const express = require('express');
const { ServerlessAdapter } = require('@h4ad/serverless-adapter');
const { AlbAdapter, ApiGatewayV1Adapter } = require('@h4ad/serverless-adapter/adapters/aws');
const { ExpressFramework } = require('@h4ad/serverless-adapter/frameworks/express');
const { DefaultHandler } = require('@h4ad/serverless-adapter/handlers/default');
const { PromiseResolver } = require('@h4ad/serverless-adapter/resolvers/promise');
const app = express();
const told = (query) => JSON.stringify([query.code, query.date]);
app.get('/r4/Observation', (request, response) => response.send(told(request.query)));
const context = { getRemainingTimeInMillis: () => 5000 };
const adapted = ServerlessAdapter.new(app).setFramework(new ExpressFramework()).setHandler(new DefaultHandler()).setResolver(new PromiseResolver()).addAdapter(new AlbAdapter()).addAdapter(new ApiGatewayV1Adapter()).build();
const byHttp = (require('serverless-http').default ?? require('serverless-http'))(app);
const fastify = require('fastify')();
fastify.get('/r4/Observation', async (request) => told(request.query));
const byFastify = require('@fastify/aws-lambda')(fastify);
const byLambdaApi = (event) => {
  const api = require('lambda-api')();
  api.get('/r4/Observation', (request, response) => response.send(`query ${told(request.query)}, multiValueQuery ${told(request.multiValueQuery)}`));
  return api.run(event, context);
};
const parameters = (value) => ({ code: value('http://loinc.org%7C718-7'), date: value('ge2020-01-01T00:00:00%2B02:00') });
const event = (decoded, requestContext) => ({
  ...(decoded && { headers: { host: 'x' }, queryStringParameters: parameters(decodeURIComponent) }),
  path: '/r4/Observation', httpMethod: 'GET', resource: '/{proxy+}', multiValueHeaders: { host: ['x'] }, body: '', isBase64Encoded: false, requestContext,
  multiValueQueryStringParameters: parameters((value) => [decoded ? decodeURIComponent(value) : value]),
});
(async () => {
  for (const [label, made] of [
    ['load balancer', event(false, { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/made-up/1' } })],
    ['REST API', event(true, { requestId: '1', path: '/r4/Observation', httpMethod: 'GET', stage: 'dev', identity: { sourceIp: '192.0.2.1' } })],
  ]) {
    for (const [name, run] of [['serverless-http', byHttp], ['@fastify/aws-lambda', byFastify], ['@h4ad/serverless-adapter', adapted], ['lambda-api', byLambdaApi]]) {
      const { body, isBase64Encoded } = await run(structuredClone(made), context);
      console.log(`${label}, ${name}: ${isBase64Encoded ? Buffer.from(body, 'base64') : body}`);
    }
  }
  process.exit(0);
})();
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'load balancer, serverless-http: ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"]
load balancer, @fastify/aws-lambda: ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"]
load balancer, @h4ad/serverless-adapter: ["http://loinc.org%7C718-7","ge2020-01-01T00:00:00%2B02:00"]
load balancer, lambda-api: query ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"], multiValueQuery [["http://loinc.org%7C718-7"],["ge2020-01-01T00:00:00%2B02:00"]]
REST API, serverless-http: ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"]
REST API, @fastify/aws-lambda: ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"]
REST API, @h4ad/serverless-adapter: ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"]
REST API, lambda-api: query ["http://loinc.org|718-7","ge2020-01-01T00:00:00+02:00"], multiValueQuery [["http://loinc.org|718-7"],["ge2020-01-01T00:00:00+02:00"]]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
