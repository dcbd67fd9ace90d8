#!/usr/bin/env bash
# awscli@1.45.11: `aws s3 presign` signs with Signature Version 2 unless its configuration says s3v4.
# Guess: Version 4, as every other call of the CLI is signed, and as version 2 of the CLI presigns. Seen: AWSAccessKeyId, Signature and
# Expires. Why it matters here: buckets made since June 2020 refuse such an address, and so does the local S3 with --strict-auth.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
aws=aws # where that very version is installed already
if ! aws --version 2>&1 | grep -q '^aws-cli/1.45.11 '; then
  python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check awscli==1.45.11
  aws=venv/bin/aws
fi
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE="$folder/config"
parameters() { "$aws" s3 presign s3://bucket/key | grep -oE '[?&][A-Za-z-]+=' | tr -d '?&=' | sort | tr '\n' ' '; }
seen="by itself: $(parameters)"
printf '[default]\ns3 =\n  signature_version = s3v4\n' > config
seen="$seen; with s3v4: $(parameters)"
echo "$seen"
[ "$seen" = "by itself: AWSAccessKeyId Expires Signature ; with s3v4: X-Amz-Algorithm X-Amz-Credential X-Amz-Date X-Amz-Expires X-Amz-Signature X-Amz-SignedHeaders " ] ||
  { echo 'the behaviour has changed' >&2; exit 1; }
