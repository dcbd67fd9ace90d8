"""Reads events with nothing but their JSON Schemas, as a consumer in another language would.

Takes the folder `events/`. Prints one JSON object: for each example its detail-type, and what is wrong with it by the
published schema, by the schema of the first release, and once with a member that nobody knows yet.
"""

import json
import pathlib
import sys

from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def errors(validator, value):
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(value)]


def validator_of(path):
    schema = read(path)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def main(folder):
    envelope = validator_of(folder / "envelope.schema.json")
    found = {}
    for path in sorted(folder.glob("*.example.json")):
        event = read(path)
        schema = validator_of(folder / path.name.replace(".example.", ".schema."))
        own = event["source"] == "inlet"
        later = {**event["detail"], "addedLater": {"any": "thing"}}
        found[path.name] = {
            "detailType": event["detail-type"],
            "title": schema.schema["title"],
            "envelope": errors(envelope, event) if own else [],
            "detail": errors(schema, event["detail"]),
            "later": errors(schema, later) if own else [],
        }
    for path in sorted((folder / "released" / "1").glob("*.example.json")):
        schema = validator_of(folder / path.name.replace(".example.", ".schema."))
        found[f"released/1/{path.name}"] = {"detail": errors(schema, read(path)["detail"])}
    for registered in json.load(sys.stdin):
        Draft4Validator.check_schema(registered["content"])
        example = read(folder / registered["example"])
        validator = Draft4Validator(registered["content"], format_checker=FormatChecker())
        found[registered["name"]] = {"event": errors(validator, example)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
