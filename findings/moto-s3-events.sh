#!/usr/bin/env bash
# moto@5.2.1: all events of S3 on EventBridge have one and the same id and sequencer, the ETag has another name, and a put tells of tags.
# Guess: each event has an id of its own, as EventBridge's events have, a sequencer that rises, and the members that S3's guide names:
# object.etag, reason PutObject; a put without tags is one event. Seen: of three puts all ids are equal, and all sequencers, too; the member is
# eTag, reason is ObjectCreated; beside each Object Created there is an Object Tags Added. Bucket, key and size are right. Why it matters here:
# whoever takes an event once by its id, or the newest by its sequencer, takes the first file of a drop in such a test and no other; and code
# that reads the ETag as the test has it finds none on AWS.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python=python3 # where that very version is installed already
if [ "$(python3 -c 'import moto; print(moto.__version__)' 2>&1)" != 5.2.1 ]; then
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check 'moto[events,s3,sqs]==5.2.1'
  python=$PWD/venv/bin/python
fi
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1
cat > run.py <<'P'
import boto3, json
from moto import mock_aws

with mock_aws():
    s3, events, sqs = (boto3.client(name) for name in ("s3", "events", "sqs"))
    s3.create_bucket(Bucket="made-up-inbox")
    s3.put_bucket_notification_configuration(Bucket="made-up-inbox", NotificationConfiguration={"EventBridgeConfiguration": {}})
    queue = sqs.create_queue(QueueName="drops")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="drops", EventPattern=json.dumps({"source": ["aws.s3"]}))
    events.put_targets(Rule="drops", Targets=[{"Id": "1", "Arn": arn}])
    for key, body in (("a.ndjson", b"1"), ("b.ndjson", b"22"), ("a.ndjson", b"333")):
        s3.put_object(Bucket="made-up-inbox", Key=key, Body=body)
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"]) for message in messages]
    for event in told:
        print(event["detail-type"], event["detail"]["object"]["key"], event["detail"]["object"]["size"], event["detail"]["reason"])
    print("ids", len({event["id"] for event in told}), "sequencers", len({event["detail"]["object"]["sequencer"] for event in told}))
    print("members of object", *sorted(told[0]["detail"]["object"]))
P
seen=$("$python" run.py)
echo "$seen"
[ "$seen" = 'Object Created a.ndjson 1 ObjectCreated
Object Tags Added a.ndjson 1 ObjectTagging
Object Created b.ndjson 2 ObjectCreated
Object Tags Added b.ndjson 2 ObjectTagging
Object Created a.ndjson 3 ObjectCreated
Object Tags Added a.ndjson 3 ObjectTagging
ids 1 sequencers 1
members of object eTag key sequencer size version-id' ] || { echo 'the behaviour has changed' >&2; exit 1; }
