#!/usr/bin/env bash
# @lhncbc/ucum-lhc@7.1.10 (the National Library of Medicine's UCUM): mL/min/1.73.m2 is valid, and means one times seventy-three.
# Guess: UCUM has no decimals, so that the unit of a filtration rate as people write it is refused, as mmHg and kg/m^2 are, and pH is, whose code
# is [pH]. Seen: each dot is a product and division goes from left to right, so mL/min/1.73.m2 is valid and is ((mL/min)/1) times 73 times square
# metres: 60 of them are 4,380 mL.m2/min, and not to be converted to mL/min/m2. pH is a picohenry, and 1.5.mg is 5 mg. Why it matters here: a
# check that each Quantity's code is valid UCUM passes for these, and whoever converts gets another number or another kind of unit.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @lhncbc/ucum-lhc@7.1.10 >/dev/null 2>&1
seen=$(node -e '
  const ucum = require("@lhncbc/ucum-lhc").UcumLhcUtils.getInstance();
  for (const code of ["mmHg", "kg/m^2", "mL/min/1.73.m2", "mL/min/{1.73_m2}", "pH", "[pH]", "1.5.mg"]) {
    const { status, unit } = ucum.validateUnitString(code);
    console.log(`${code}: ${status}${unit?.name ? `, ${unit.name}` : ""}`);
  }
  for (const [value, from, to] of [[60, "mL/min/1.73.m2", "mL.m2/min"], [60, "mL/min/1.73.m2", "mL/min/m2"], [1, "1.5.mg", "mg"]]) {
    const { status, toVal } = ucum.convertUnitTo(from, value, to);
    console.log(`${value} ${from} in ${to}: ${toVal === null ? status : Math.round(toVal * 1e6) / 1e6}`);
  }' 2>/dev/null)
echo "$seen"
[ "$seen" = 'mmHg: invalid
kg/m^2: invalid
mL/min/1.73.m2: valid, [[[milliliter/minute]/1]*73]*[square meter]
mL/min/{1.73_m2}: valid, [milliliter/minute]/[{1.73_m2}]
pH: valid, picohenry
[pH]: valid, pH
1.5.mg: valid, [1*5]*milligram
60 mL/min/1.73.m2 in mL.m2/min: 4380
60 mL/min/1.73.m2 in mL/min/m2: failed
1 1.5.mg in mg: 5' ] || { echo 'the behaviour has changed' >&2; exit 1; }
