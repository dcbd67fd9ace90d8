#!/usr/bin/env bash
# @aws-lambda-powertools/jmespath@2.36.0: not_null and map make null of 0, false and "", and sort has the letters of the machine's language.
# Guess: the functions are JMESPath's, which other libraries have passed its tests with: not_null gives the first argument that is not null, map the
# value of each member, and sort goes by code points. Seen: not_null(detail.failed, `-1`) of a job that failed nowhere is null, not 0 and not -1
# either; map(&failed, jobs) is [null,3] for 0 and 3; sort gives a, B, _ an order of ICU's. jobs[*].failed has its zeros, as have filters and
# {failed: failed}, so that it shows in these functions alone; jmespath 0.16.0 is right in all of it. No error. Why it matters here: such
# expressions cut the envelope of an event and make the key of an idempotent function: of an import without an error the count is not there, and
# events that differ in it alone are one.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/jmespath@2.36.0 jmespath@0.16.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const powertools = require('@aws-lambda-powertools/jmespath');
const reference = require('jmespath');
const event = {
  detail: { failed: 0, final: false, message: '' },
  jobs: [{ id: 'a', failed: 0 }, { id: 'b', failed: 3 }],
  names: ['b', 'B', '_', 'a'],
};
const expressions = ['jobs[*].failed', 'map(&failed, jobs)', 'detail.failed', 'not_null(detail.failed, `-1`)', 'not_null(detail.final, `true`)', 'not_null(detail.message, id)', 'not_null(jobs[1].failed, `-1`)', 'sort(names)'];
for (const expression of expressions) {
  console.log(`${expression}: ${JSON.stringify(powertools.search(expression, event))}, jmespath: ${JSON.stringify(reference.search(event, expression))}`);
}
J
seen=$(LC_ALL=en_US.UTF-8 node run.cjs)
echo "$seen"
[ "$seen" = 'jobs[*].failed: [0,3], jmespath: [0,3]
map(&failed, jobs): [null,3], jmespath: [0,3]
detail.failed: 0, jmespath: 0
not_null(detail.failed, `-1`): null, jmespath: 0
not_null(detail.final, `true`): null, jmespath: false
not_null(detail.message, id): null, jmespath: ""
not_null(jobs[1].failed, `-1`): 3, jmespath: 3
sort(names): ["_","a","b","B"], jmespath: ["B","_","a","b"]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
