#!/usr/bin/env bash
# @aws-lambda-powertools/event-handler@2.35.0, Router for HTTP: a route with a parameter and a dollar sign, as FHIR's operations have it, is
# never found.
# Guess: the route /Patient/:id/$everything is found for Patient/1/$everything, as /Patient/$export is for that. Seen: with a parameter in the
# route the answer is 404, and the registration says nothing; /:type/$validate is not found either. A regular expression with the dollar escaped
# is found, and so is /Patient/:id/:operation. Why it matters here: the facade that one puts before a data store, to check a token or to change
# an answer, works for reads, searches and the export, and its $everything and $validate end in 404, as if the record was not there.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/event-handler@2.35.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { Router } from '@aws-lambda-powertools/event-handler/http';
const event = (path) => ({
  version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: '', headers: { host: 'api.example' }, isBase64Encoded: false,
  requestContext: { accountId: '1', apiId: 'a', domainName: 'api.example', domainPrefix: 'a', http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' }, requestId: 'r', routeKey: '$default', stage: '$default', time: 'x', timeEpoch: 1 },
});
for (const [route, path] of [
  ['/$export', '/$export'], ['/Patient/$export', '/Patient/$export'], ['/Patient/:id', '/Patient/1'], ['/Patient/:id/_history/:version', '/Patient/1/_history/2'], ['/Patient/:id/$everything', '/Patient/1/$everything'],
  ['/:type/$validate', '/Patient/$validate'], ['/Patient/:id/:operation', '/Patient/1/$everything'], [/^\/Patient\/(?<id>[^/]+)\/\$everything$/, '/Patient/1/$everything'],
]) {
  const app = new Router();
  app.get(route, async ({ params }) => params);
  const { statusCode, body } = await app.resolve(event(path), {});
  console.log(`${route}: ${path} ${statusCode === 200 ? body : statusCode}`);
}
J
seen=$(node run.mjs 2>/dev/null)
echo "$seen"
[ "$seen" = '/$export: /$export {}
/Patient/$export: /Patient/$export {}
/Patient/:id: /Patient/1 {"id":"1"}
/Patient/:id/_history/:version: /Patient/1/_history/2 {"id":"1","version":"2"}
/Patient/:id/$everything: /Patient/1/$everything 404
/:type/$validate: /Patient/$validate 404
/Patient/:id/:operation: /Patient/1/$everything {"id":"1","operation":"$everything"}
/^\/Patient\/(?<id>[^/]+)\/\$everything$/: /Patient/1/$everything {"id":"1"}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
