#!/usr/bin/env bash
# cfn-resolver-lib@1.1.8 (CloudFormation templates with their values put in, for tests): Fn::Sub with variables of its own leaves parameters as they are.
# Guess: a template comes out as CloudFormation would have it: ${Stage} is put in wherever Fn::Sub has it, ${!Name} becomes ${Name}, a property with
# AWS::NoValue is not there, nor is a resource whose condition is false. Seen: ${Stage} is put in where Fn::Sub is a text, and where it is a list,
# whose second member names further variables, only these are; ${!Name} stays; AWS::NoValue is the text "AWS::NoValue", in a list too; a resource
# whose condition is false stays. No error. Why it matters here: bucket names, addresses of a datastore and lifecycle rules of a template are checked
# with it before a deployment, so that a test holds two stages' buckets for one and the same, and a setting that is to be left out for a value.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts cfn-resolver-lib@1.1.8 >/dev/null 2>&1
cat > run.cjs <<'J'
const Resolver = require('cfn-resolver-lib');
const properties = {
  text: { 'Fn::Sub': '${Kind}-${Stage}' },
  list: { 'Fn::Sub': ['${Name}-${Stage}', { Name: { Ref: 'Kind' } }] },
  literal: { 'Fn::Sub': '${!aws:username}-${Stage}' },
  left: { 'Fn::If': ['IsProduction', 30, { Ref: 'AWS::NoValue' }] },
  members: [{ Ref: 'Stage' }, { 'Fn::If': ['IsProduction', 'a', { Ref: 'AWS::NoValue' }] }],
};
const template = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, Kind: { Type: 'String', Default: 'export' } },
  Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } },
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: properties }, Alarms: { Type: 'AWS::SNS::Topic', Condition: 'IsProduction' } },
};
for (const Stage of ['dev', 'production']) {
  const { Resources } = new Resolver(structuredClone(template), { RefResolvers: { Stage } }).evaluateNodes();
  console.log(`${Object.keys(Resources)} ${JSON.stringify(Resources.Bucket.Properties)}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'Bucket,Alarms {"text":"export-dev","list":"export-${Stage}","literal":"${!aws:username}-dev","left":"AWS::NoValue","members":["dev","AWS::NoValue"]}
Bucket,Alarms {"text":"export-production","list":"export-${Stage}","literal":"${!aws:username}-production","left":30,"members":["production","a"]}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
