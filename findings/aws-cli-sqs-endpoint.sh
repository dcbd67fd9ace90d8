#!/usr/bin/env bash
# awscli@1.45.11: AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SQS have no effect on `aws sqs`; --endpoint-url has.
# Guess: what holds for s3, events and dynamodb holds for every service. Seen: for SQS the CLI puts an
# address of its own in place of the endpoint before it looks at the environment. Why it matters here: commands of a README that
# are right for the local cloud otherwise talk to AWS; with real credentials in the shell they would work there.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
aws=aws # where that very version is installed already
if ! aws --version 2>&1 | grep -q '^aws-cli/1.45.11 '; then
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check awscli==1.45.11
  aws=venv/bin/aws
fi
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1
export AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ENDPOINT_URL_SQS=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9
# Both addresses answer nobody; the debug log names the one that was chosen.
asked() { { "$aws" --debug "$@" 2>&1 || true; } | grep -o "'url': 'http[^']*'" | head -1; }
seen="events $(asked events list-rules) sqs $(asked sqs list-queues) with --endpoint-url $(asked --endpoint-url http://127.0.0.1:9 sqs list-queues)"
echo "$seen"
[ "$seen" = "events 'url': 'http://127.0.0.1:9/' sqs 'url': 'https://queue.amazonaws.com/' with --endpoint-url 'url': 'http://127.0.0.1:9/'" ] ||
  { echo 'the behaviour has changed' >&2; exit 1; }
