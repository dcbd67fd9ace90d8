#!/usr/bin/env bash
# cql-execution@3.3.2 (Clinical Quality Language, what quality measures are run with): an Interval[5.0, 7.0) of decimals ends at 6.
# Guess: the type of a bound is what the expression says (a Decimal literal, a Quantity), so that the predecessor of 7.0 is 6.99999999, as CQL has it
# and as it is for 7.1. Seen: a decimal without a fraction is a number like an integer's, and the next one to it lies one away: [5.0, 7.0) ends at 6,
# does not overlap [6.5, 8.0], lies before it and does not include [5.5, 6.5]; with '%' behind the numbers it is the same, and [1.0, 2.0] and [3.0,
# 4.0] are collapsed into [1, 4]. With 7.1 all of it is right, and so is "in" for a point. No error. Why it matters here: limits of measures and of
# reference ranges are whole numbers as a rule (7 %, 140 mm[Hg], 25 kg/m2), and patients fall out of a measure, or a gap in a treatment is closed.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts cql-execution@3.3.2 >/dev/null 2>&1
cat > run.cjs <<'J'
const { DateTime, Executor, Library, PatientSource } = require('cql-execution');
const decimal = (value) => ({ type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}Decimal', value });
const percent = (value) => ({ type: 'Quantity', value: Number(value), unit: '%' });
const interval = (low, high, highClosed = true) => ({ type: 'Interval', low, high, lowClosed: true, highClosed });
const list = (...element) => ({ type: 'List', element });
const below = (high, of = decimal) => interval(of('5.0'), of(high), false);
const expressions = [
  ['end of [5.0, 7.0)', { type: 'End', operand: below('7.0') }],
  ['end of [5.0, 7.1)', { type: 'End', operand: below('7.1') }],
  ['end of [5.0 %, 7.0 %)', { type: 'End', operand: below('7.0', percent) }],
  ['6.5 in [5.0, 7.0)', { type: 'In', operand: [decimal('6.5'), below('7.0')] }],
  ['[5.0, 7.0) includes [5.5, 6.5]', { type: 'Includes', operand: [below('7.0'), interval(decimal('5.5'), decimal('6.5'))] }],
  ['[5.0, 7.1) includes [5.5, 6.5]', { type: 'Includes', operand: [below('7.1'), interval(decimal('5.5'), decimal('6.5'))] }],
  ['[5.0 %, 7.0 %) overlaps [6.5 %, 8.0 %]', { type: 'Overlaps', operand: [below('7.0', percent), interval(percent('6.5'), percent('8.0'))] }],
  ['[5.0, 7.0) before [6.5, 8.0]', { type: 'Before', operand: [below('7.0'), interval(decimal('6.5'), decimal('8.0'))] }],
  ['collapse { [1.0, 2.0], [3.0, 4.0] }', { type: 'Collapse', operand: [list(interval(decimal('1.0'), decimal('2.0')), interval(decimal('3.0'), decimal('4.0'))), { type: 'Null' }] }],
  ['collapse { [1.1, 2.1], [3.1, 4.1] }', { type: 'Collapse', operand: [list(interval(decimal('1.1'), decimal('2.1')), interval(decimal('3.1'), decimal('4.1'))), { type: 'Null' }] }],
];
const statements = { def: expressions.map(([, expression], at) => ({ name: `e${at}`, context: 'Unfiltered', accessLevel: 'Public', expression })) };
const library = new Library({
  library: {
    identifier: { id: 'Bounds', version: '1' },
    schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
    usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
    statements,
  },
});
new Executor(library).exec(new PatientSource([]), new DateTime(2020, 1, 1, 0, 0, 0, 0, 0)).then(({ unfilteredResults }) => {
  expressions.forEach(([name], at) => console.log(`${name}: ${[unfilteredResults[`e${at}`]].flat().join(' ')}`));
});
J
seen=$(node run.cjs)
echo "$seen"
[ "$seen" = 'end of [5.0, 7.0): 6
end of [5.0, 7.1): 7.09999999
end of [5.0 %, 7.0 %): 6 '"'%'"'
6.5 in [5.0, 7.0): true
[5.0, 7.0) includes [5.5, 6.5]: false
[5.0, 7.1) includes [5.5, 6.5]: true
[5.0 %, 7.0 %) overlaps [6.5 %, 8.0 %]: false
[5.0, 7.0) before [6.5, 8.0]: true
collapse { [1.0, 2.0], [3.0, 4.0] }: [1, 4]
collapse { [1.1, 2.1], [3.1, 4.1] }: [1.1, 2.1] [3.1, 4.1]' ] || { echo 'the behaviour has changed' >&2; exit 1; }
