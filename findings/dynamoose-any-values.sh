#!/usr/bin/env bash
# dynamoose@4.2.0 (models in DynamoDB): of an attribute of type ANY, Object or Array without a schema of its own {} or [] is stored.
# Guess: ANY takes each value as it is, and a list of strings as Array too; saveUnknown is about attributes that the schema does not name. Seen: a
# resource in an attribute of type ANY is stored as {}, its list of names as [], in a list of ANY each object is {}; texts and numbers are stored.
# Only with saveUnknown, which says value.** for an attribute that the schema does name, are the members there. No error, and an attribute of another
# type is refused. Why it matters here: the details of an event or the issues of an OperationOutcome, whose members nobody lists in a schema, are not
# in the ledger when they are looked for.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts dynamoose@4.2.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const { Schema, model, type } = require('dynamoose');
const resource = { resourceType: 'Patient', active: false, name: [{ given: ['Ann'] }] };
const schemas = {
  'ANY': [type.ANY, resource],
  'ANY, a list': [type.ANY, ['a', 'b']],
  'ANY, a text': [type.ANY, 'a'],
  'Object': [Object, resource],
  'Array': [Array, ['a', 'b']],
  'Array of ANY': [{ type: Array, schema: [type.ANY] }, [resource, 'a']],
  'Array of String': [{ type: Array, schema: [String] }, ['a', 'b']],
  'ANY, saveUnknown': [type.ANY, { active: false }, { saveUnknown: ['value.**'] }],
};
const main = async () => {
  for (const [name, [value, stored, settings]] of Object.entries(schemas)) {
    const Entry = model(name.replace(/[^A-Za-z]/g, '_'), new Schema({ id: String, value }, settings), { create: false, waitForActive: false });
    const { Item } = await new Entry({ id: '1', value: stored }).save({ return: 'request' });
    console.log(`${name}: ${JSON.stringify(Item.value)}`);
  }
};
main();
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'ANY: {"M":{}}
ANY, a list: {"L":[]}
ANY, a text: {"S":"a"}
Object: {"M":{}}
Array: {"L":[]}
Array of ANY: {"L":[{"M":{}},{"S":"a"}]}
Array of String: {"L":[{"S":"a"},{"S":"b"}]}
ANY, saveUnknown: {"M":{"active":{"BOOL":false}}}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
