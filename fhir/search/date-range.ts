/** Instants from `start` on and before `end`, epoch milliseconds. */
export interface DateRange {
  start: number;
  end: number;
}

const DATE =
  /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?:T(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d+))?)?(?<zone>Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * The time that a FHIR date of any precision stands for: `2026` is a year, `2026-01-31T12:00Z` a minute (FHIR R4,
 * "date" search parameters). A date without a time zone is UTC, and a leap second, which JavaScript has not, is the second before it.
 * Undefined for what is not a date.
 */
export function dateRange(text: string): DateRange | undefined {
  const parts = DATE.exec(text)?.groups;
  // FHIR R4, "date": there is no year 0000.
  if (!parts || parts.year === '0000') return undefined;
  const { year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction, zone } = parts;
  const milliseconds = (fraction ?? '').padEnd(3, '0').slice(0, 3);
  const seconds = second === '60' ? '59' : second;
  const local = `${year ?? ''}-${month}-${day}T${hour}:${minute}:${seconds}.${milliseconds}Z`;
  const start = Date.parse(local);
  // JavaScript reads the 31st of February as a day in March, which was not meant.
  if (Number.isNaN(start) || new Date(start).toISOString() !== local) return undefined;
  const shift = zoneShift(zone ?? 'Z');
  if (shift === undefined) return undefined;
  return { start: start - shift, end: end(start, parts) - shift };
}

function end(start: number, parts: Partial<Record<string, string>>): number {
  if (parts.fraction !== undefined) return start + 1;
  if (parts.second !== undefined) return start + 1000;
  if (parts.hour !== undefined) return start + 60_000;
  const date = new Date(start);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (parts.day !== undefined) return midnight(year, month, day + 1);
  return parts.month === undefined ? midnight(year + 1, 0, 1) : midnight(year, month + 1, 1);
}

/** Date.UTC takes the years up to 99 for those of the 20th century. */
const midnight = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month, day);

/** How far a time zone is ahead of UTC, milliseconds. */
function zoneShift(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
