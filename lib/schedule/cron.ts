/** A parsed `cron(minutes hours day-of-month month day-of-week year)` of EventBridge, in UTC. */
export interface Cron {
  minutes: readonly number[];
  hours: readonly number[];
  months: readonly number[];
  years: readonly number[];
  /** The days of a month (1..31) on which it runs; `month` is 1..12. */
  daysOf: (year: number, month: number) => readonly number[];
}

interface Field {
  name: string;
  from: number;
  to: number;
  names?: readonly string[];
}

const MONTH_NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAY_NAMES = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** The fields in their order, with their values (EventBridge User Guide, "Cron expressions"). */
const MINUTES: Field = { name: 'Minutes', from: 0, to: 59 };
const HOURS: Field = { name: 'Hours', from: 0, to: 23 };
const DAY_OF_MONTH: Field = { name: 'Day-of-month', from: 1, to: 31 };
const MONTH: Field = { name: 'Month', from: 1, to: 12, names: MONTH_NAMES };
const DAY_OF_WEEK: Field = { name: 'Day-of-week', from: 1, to: 7, names: DAY_NAMES };
const YEAR: Field = { name: 'Year', from: 1970, to: 2199 };

/** @throws Error naming the field that is wrong */
export function parseCron(fields: string): Cron {
  const texts = fields.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = texts;
  if (!minutes || !hours || !dayOfMonth || !month || !dayOfWeek || !year || texts.length !== 6)
    throw new Error('cron takes six fields: minutes hours day-of-month month day-of-week year');
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error('one of Day-of-month and Day-of-week, and only one, must be ?');
  return {
    minutes: values(MINUTES, minutes),
    hours: values(HOURS, hours),
    months: values(MONTH, month),
    years: values(YEAR, year),
    daysOf: dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek),
  };
}

/** The first run after `afterMs` (epoch milliseconds, UTC); undefined when there is none. */
export function nextCronRun(cron: Cron, afterMs: number): number | undefined {
  const after = new Date(afterMs);
  for (const year of cron.years) {
    if (year < after.getUTCFullYear()) continue;
    for (const month of cron.months) {
      if (Date.UTC(year, month) <= afterMs) continue; // the month after this one has begun
      for (const day of cron.daysOf(year, month)) {
        if (Date.UTC(year, month - 1, day + 1) <= afterMs) continue;
        for (const hour of cron.hours) {
          for (const minute of cron.minutes) {
            const run = Date.UTC(year, month - 1, day, hour, minute);
            if (run > afterMs) return run;
          }
        }
      }
    }
  }
  return undefined;
}

/** The values of a field, ascending: a comma list of `*`, `a`, `a-b`, each with an optional `/step`. */
function values(field: Field, text: string): number[] {
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? [];
    const [from, to] = bounds(field, range, step !== undefined, text);
    const by = step === undefined ? 1 : Number(step);
    if (by < 1) throw wrong(field, text);
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

/** `a/step` runs from a to the field's end. */
function bounds(field: Field, range: string, stepped: boolean, text: string): [number, number] {
  if (range === '*') return [field.from, field.to];
  const ends = range.split('-').map((end) => value(field, end, text));
  const [from, to = stepped ? field.to : from] = ends;
  if (from === undefined || to === undefined || ends.length > 2 || from > to) throw wrong(field, text);
  return [from, to];
}

function value(field: Field, item: string, text: string): number {
  const named = field.names?.indexOf(item.toUpperCase()) ?? -1;
  const number = named >= 0 ? field.from + named : /^\d+$/.test(item) ? Number(item) : NaN;
  if (!(number >= field.from && number <= field.to)) throw wrong(field, text);
  return number;
}

const wrong = (field: Field, text: string): Error => new Error(`${field.name} "${text}" is not valid`);

/** `L` is the month's last day, `LW` its last weekday, `3W` the weekday nearest to the 3rd, in the same month. */
function parseDayOfMonth(text: string): Cron['daysOf'] {
  if (text === 'L') return (year, month) => [lastDay(year, month)];
  if (text === 'LW') return (year, month) => [nearestWeekday(year, month, lastDay(year, month))];
  const [, weekday] = /^(\d+)W$/.exec(text) ?? [];
  if (weekday !== undefined) {
    const day = value(DAY_OF_MONTH, weekday, text);
    return (year, month) => (day > lastDay(year, month) ? [] : [nearestWeekday(year, month, day)]);
  }
  const days = values(DAY_OF_MONTH, text);
  return (year, month) => days.filter((day) => day <= lastDay(year, month));
}

/** `L` is Saturday, the week's last day; `6L` the month's last Friday; `3#2` its second Tuesday. */
function parseDayOfWeek(text: string): Cron['daysOf'] {
  if (text === 'L') return (year, month) => weekdays(year, month, 7);
  const [, last] = /^(\w+)L$/.exec(text) ?? [];
  if (last !== undefined) {
    const day = value(DAY_OF_WEEK, last, text);
    return (year, month) => weekdays(year, month, day).slice(-1);
  }
  const [, of, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (of !== undefined && nth !== undefined) {
    const day = value(DAY_OF_WEEK, of, text);
    return (year, month) => weekdays(year, month, day).slice(Number(nth) - 1, Number(nth));
  }
  const days = values(DAY_OF_WEEK, text);
  return (year, month) => days.flatMap((day) => weekdays(year, month, day)).sort((a, b) => a - b);
}

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 1 is Sunday, 7 is Saturday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** The days of the month that are this weekday. */
function weekdays(year: number, month: number, weekday: number): number[] {
  const first = 1 + ((weekday - weekdayOf(year, month, 1) + 7) % 7);
  return [0, 7, 14, 21, 28].map((week) => first + week).filter((day) => day <= lastDay(year, month));
}

function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day > 1 ? day - 1 : day + 2;
  if (weekday === 1) return day < lastDay(year, month) ? day + 1 : day - 2;
  return day;
}
