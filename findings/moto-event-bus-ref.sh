#!/usr/bin/env bash
# moto@5.2.1: in a template, Ref of an AWS::Events::EventBus gives the text of a Python object in place of the bus's name.
# Guess: the name, as CloudFormation documents and as moto's Ref of queues, topics and tables gives. Seen: '<moto...EventBus
# object ...>' in the stack's outputs; Fn::GetAtt of its Arn is right. Why it matters here: a stack that hands its bus's name to a
# function or an output deploys without an error, and puts events on a bus that nobody has.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python=python3 # where that very version is installed already
if [ "$(python3 -c 'import moto; print(moto.__version__)' 2>&1)" != 5.2.1 ]; then
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check 'moto[cloudformation,events,sqs]==5.2.1'
  python=$PWD/venv/bin/python
fi
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1
cat > run.py <<'P'
import boto3, json, re
from moto import mock_aws
template = {
    "Resources": {
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "told"}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "told"}},
    },
    "Outputs": {
        "Ref": {"Value": {"Ref": "Bus"}},
        "Arn": {"Value": {"Fn::GetAtt": ["Bus", "Arn"]}},
        "QueueRef": {"Value": {"Ref": "Queue"}},
    },
}
with mock_aws():
    stacks = boto3.client("cloudformation")
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(template))
    outputs = stacks.describe_stacks(StackName="s")["Stacks"][0]["Outputs"]
    for output in sorted(outputs, key=lambda one: one["OutputKey"]):
        print(output["OutputKey"], re.sub(r" at 0x[0-9a-f]+", "", output["OutputValue"]))
P
seen=$("$python" run.py)
echo "$seen"
grep -q '^Arn arn:aws:events:us-east-1:123456789012:event-bus/told$' <<< "$seen" && grep -q '^Ref <.*EventBus object>$' <<< "$seen" && grep -q '^QueueRef .*/told$' <<< "$seen" ||
  { echo 'the behaviour has changed' >&2; exit 1; }
