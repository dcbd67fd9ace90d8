/** Numbers that look random and are the same for the same words, on every machine and in every year. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True in this share (0 to 1) of the cases. */
  chance(share: number): boolean;
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number];
}

/**
 * A generator of its own for the thing that the words name (`seed, 'patient', 7`): so each resource can be
 * made alone, in any order, without making those before it.
 *
 * FNV-1a over the words seeds mulberry32: small, fast, and good enough for made-up people.
 */
export function randomOf(...words: (string | number)[]): Random {
  let state = 0x811c9dc5;
  for (const character of words.join('\u0000'))
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  return {
    whole,
    chance: (share) => next() < share,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
  };
}
