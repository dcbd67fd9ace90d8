const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A count in the reader's way of writing; an en dash where it is not known. */
export const count = (number: number | null): string => (number === null ? '–' : whole.format(number));

/** A size in bytes, to three digits or so. */
export function bytes(size: number): string {
  const unit = Math.min(byteUnits.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0);
  const digits = unit === 0 || size / 1000 ** unit >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits });
  return `${number.format(size / 1000 ** unit)} ${byteUnits[unit] ?? ''}`;
}

/** `1 file`, `2 files`. */
export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Seconds as a person says them: `40 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A time in the reader's zone; what is no time, as it stands. */
export const localTime = (iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? iso : local.format(new Date(iso));

/** The same in UTC, as AWS writes it in logs. */
export const utcTime = (iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? '' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;

const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

/** A share from 0 to 1, in the reader's way of writing. */
export const percent = (part: number): string => share.format(part);
