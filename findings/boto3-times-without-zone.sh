#!/usr/bin/env bash
# boto3@1.43.11, list_fhir_import_jobs: SubmittedAfter without a zone is UTC, whatever the machine's zone is, and its fraction is cut off.
# Guess: datetime.now() means this moment, as its own timestamp() has it, and a text without a zone is local time. Seen: both are taken for UTC.
# East of Greenwich "since half an hour ago" lies in the future, and no job is found; in America a few hours too many are asked for. A fraction
# of .999 is gone, where the SDK for JavaScript sends it. --submitted-after of the AWS CLI is the same. Why it matters here: a script that waits
# for its import by listing the newest jobs sees none in Berlin, and works on the server, whose zone is UTC.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python=python3 # where that very version is installed already
if [ "$(python3 -c 'import boto3; print(boto3.__version__)' 2>&1)" != 1.43.11 ]; then
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check boto3==1.43.11
  python=$PWD/venv/bin/python
fi
cat > run.py <<'P'
import boto3, json
from datetime import datetime, timezone

client = boto3.client("healthlake", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")

class Kept(Exception):
    """Keeps a request back before it is sent."""

def keep(request, **kwargs):
    raise Kept(json.loads(request.body)["SubmittedAfter"])

client.meta.events.register("before-send.healthlake", keep)
noon = datetime(2026, 1, 1, 12)
for label, moment in [("naive", noon), ("naive, .999", noon.replace(microsecond=999000)), ("text", "2026-01-01T12:00:00"), ("astimezone()", noon.astimezone()), ("UTC", noon.replace(tzinfo=timezone.utc))]:
    try:
        client.list_fhir_import_jobs(DatastoreId="0" * 32, SubmittedAfter=moment)
    except Kept as kept:
        print(f"noon in Berlin, {label}: {(kept.args[0] - noon.timestamp()) / 3600} hours later")
P
seen=$(TZ=Europe/Berlin "$python" run.py)
echo "$seen"
[ "$seen" = 'noon in Berlin, naive: 1.0 hours later
noon in Berlin, naive, .999: 1.0 hours later
noon in Berlin, text: 1.0 hours later
noon in Berlin, astimezone(): 0.0 hours later
noon in Berlin, UTC: 1.0 hours later' ] || { echo 'the behaviour has changed' >&2; exit 1; }
