/** Decimal arithmetic (FHIRPath, "Decimal"): exact to eight places, where that of JavaScript's numbers has 0.1 + 0.2 differ from 0.3. */

const PLACES = 8;

/** An amount as a whole number of parts, and how many decimal places a part has. */
interface Scaled {
  parts: bigint;
  places: number;
}

/** Without an exponent: 1e-7 is 0.0000001. */
export function plainText(number: number): string {
  const text = String(number);
  const [, sign = '', whole = '', fraction = '', exponent = ''] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === '') return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? sign + digits.padEnd(point, '0')
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function scaled(number: number): Scaled {
  const [whole = '', fraction = ''] = plainText(number).split('.');
  return { parts: BigInt(whole + fraction), places: fraction.length };
}

const toNumber = ({ parts, places }: Scaled): number => Number(`${parts}e${-places}`);

/** Half away from zero. */
function rounded({ parts, places }: Scaled, to: number): Scaled {
  if (places <= to) return { parts, places };
  const step = 10n ** BigInt(places - to);
  const half = parts < 0n ? -step / 2n : step / 2n;
  return { parts: (parts + half) / step, places: to };
}

/** Both with the same places. */
function aligned(one: number, other: number): [one: bigint, other: bigint, places: number] {
  const [a, b] = [scaled(one), scaled(other)];
  const places = Math.max(a.places, b.places);
  return [a.parts * 10n ** BigInt(places - a.places), b.parts * 10n ** BigInt(places - b.places), places];
}

const result = (parts: bigint, places: number): number => toNumber(rounded({ parts, places }, PLACES));

type Arithmetic = (one: number, other: number) => number | undefined;

/** By operator; undefined where there is no result, as of a division by zero. */
export const ARITHMETIC: Readonly<Record<string, Arithmetic | undefined>> = {
  '+': (one, other) => {
    const [a, b, places] = aligned(one, other);
    return result(a + b, places);
  },
  '-': (one, other) => {
    const [a, b, places] = aligned(one, other);
    return result(a - b, places);
  },
  '*': (one, other) => {
    const [a, b] = [scaled(one), scaled(other)];
    return result(a.parts * b.parts, a.places + b.places);
  },
  '/': (one, other) => {
    const [a, b] = aligned(one, other);
    return b === 0n ? undefined : result((a * 10n ** BigInt(PLACES + 1)) / b, PLACES + 1);
  },
  div: (one, other) => {
    const [a, b] = aligned(one, other);
    return b === 0n ? undefined : Number(a / b);
  },
  mod: (one, other) => {
    const [a, b, places] = aligned(one, other);
    return b === 0n ? undefined : result(a % b, places);
  },
};

/** Whether two amounts are the same as far as the less precise of them goes (FHIRPath, "Equivalence"). */
export function equivalentNumbers(one: number, other: number): boolean {
  const [a, b] = [scaled(one), scaled(other)];
  const places = Math.min(a.places, b.places);
  return rounded(a, places).parts === rounded(b, places).parts;
}
