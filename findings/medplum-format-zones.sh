#!/usr/bin/env bash
# @medplum/core@5.2.13, formatTime, formatDateTime and formatPeriod: what has no zone in FHIR is moved by the zone of the machine.
# Guess: a time of FHIR has no zone and is shown as it is (10:30:00 is half past ten everywhere), and a date or a year is shown to its precision, as
# formatDate does, which knows of this, and as formatTiming does with timeOfDay. Seen: in New York formatTime("10:30:00") is 5:30 AM, and formatPeriod
# of 2020 to 2021-05 is the evening of 31 December 2019 to that of 30 April 2021; in Berlin the time is 11:30. In UTC, the zone of most machines that
# run tests, time and days are right. Why it matters here: a valueTime of a questionnaire, the times when a ward is open
# and a stay of which only the days are known are read hours or a year beside what HealthLake holds.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts @medplum/core@5.2.13 >/dev/null 2>&1
cat > run.cjs <<'J'
const { formatDate, formatDateTime, formatPeriod, formatTime, formatTiming } = require('@medplum/core');
const shown = {
  time: formatTime('10:30:00', 'en-US'),
  timing: formatTiming({ repeat: { timeOfDay: ['10:30:00'], dayOfWeek: ['mon'], frequency: 1, period: 1, periodUnit: 'wk' } }),
  date: formatDate('2020-05-01', 'en-US'),
  dateTime: formatDateTime('2020-05-01', 'en-US'),
  period: formatPeriod({ start: '2020', end: '2021-05' }, 'en-US'),
};
console.log(`${process.env.TZ}: ${JSON.stringify(shown).replace(/\u202f/gu, ' ')}`);
J
seen=$(for zone in UTC America/New_York Europe/Berlin; do LC_ALL=en_US.UTF-8 TZ=$zone node run.cjs; done)
echo "$seen"
[ "$seen" = 'UTC: {"time":"10:30:00 AM","timing":"Weekly on Mon at 10:30 AM","date":"5/1/2020","dateTime":"5/1/2020, 12:00:00 AM","period":"1/1/2020, 12:00:00 AM - 5/1/2021, 12:00:00 AM"}
America/New_York: {"time":"5:30:00 AM","timing":"Weekly on Mon at 10:30 AM","date":"5/1/2020","dateTime":"4/30/2020, 8:00:00 PM","period":"12/31/2019, 7:00:00 PM - 4/30/2021, 8:00:00 PM"}
Europe/Berlin: {"time":"11:30:00 AM","timing":"Weekly on Mon at 10:30 AM","date":"5/1/2020","dateTime":"5/1/2020, 2:00:00 AM","period":"1/1/2020, 1:00:00 AM - 5/1/2021, 2:00:00 AM"}' ] || { echo 'the behaviour has changed' >&2; exit 1; }
