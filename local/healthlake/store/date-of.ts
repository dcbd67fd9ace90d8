let last = { time: 0, date: new Date(0).toISOString() };

/** FHIR's instant of a time, epoch milliseconds. Most resources of an import have the same. */
export function dateOf(time: number): string {
  if (last.time !== time) last = { time, date: new Date(time).toISOString() };
  return last.date;
}
