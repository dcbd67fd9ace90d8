#!/usr/bin/env bash
# json-bigint@1.0.0: a decimal with more than fifteen characters is taken for a large integer; Synthea's coordinates end the parse, or become texts.
# Guess: it is about integers beyond 2^53, so that a decimal stays a number, as it does for 1.10, and useNativeBigInt makes BigInts of what can be
# one. Seen: what has more than fifteen characters is large, the point and the minus counted: with useNativeBigInt 41.878113712345678 is a
# SyntaxError of BigInt, with storeAsString it is a text, which FHIR's decimal is not. As it comes it is a BigNumber and written as it was, but
# 0.000000000000001 as 1e-15, 100.00000000000000 as 100, and 1234567890123456 (below 2^53) is no number to typeof. Why it matters here: it is put in to
# save identifiers and lengths of more than 2^53; with it the first Patient with a geolocation, as each of Synthea's has, is refused or changed.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts json-bigint@1.0.0 >/dev/null 2>&1
cat > run.cjs <<'J'
const bigint = require('json-bigint');
const read = (settings, text) => {
  const json = bigint(settings);
  try {
    const value = json.parse(text);
    return `${typeof value.valueDecimal} ${json.stringify(value)}`;
  } catch (error) {
    return error.name;
  }
};
for (const decimal of ['1.10', '41.87811371', '41.878113712345678', '0.000000000000001', '100.00000000000000', '1234567890123456']) {
  const text = `{"valueDecimal":${decimal}}`;
  console.log(`${decimal}: ${[{}, { useNativeBigInt: true }, { storeAsString: true }].map((settings) => read(settings, text)).join(', ')}`);
}
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = '1.10: number {"valueDecimal":1.1}, number {"valueDecimal":1.1}, number {"valueDecimal":1.1}
41.87811371: number {"valueDecimal":41.87811371}, number {"valueDecimal":41.87811371}, number {"valueDecimal":41.87811371}
41.878113712345678: object {"valueDecimal":41.878113712345678}, SyntaxError, string {"valueDecimal":"41.878113712345678"}
0.000000000000001: object {"valueDecimal":1e-15}, SyntaxError, string {"valueDecimal":"0.000000000000001"}
100.00000000000000: object {"valueDecimal":100}, SyntaxError, string {"valueDecimal":"100.00000000000000"}
1234567890123456: object {"valueDecimal":1234567890123456}, bigint {"valueDecimal":1234567890123456}, string {"valueDecimal":"1234567890123456"}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
