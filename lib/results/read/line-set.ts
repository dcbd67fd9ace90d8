/** Numbers from here on cannot be line numbers: a file of 50 GB has fewer lines. */
export const LARGEST_LINE = 2 ** 34;

const BITS = 32;
const WORDS_PER_BLOCK = 2048;

/** A set of line numbers that takes a bit for each line up to its largest: 12 MB for a hundred million lines. */
export interface LineSet {
  count: number;
  /** Of the numbers in it; Infinity and -Infinity where there are none. */
  min: number;
  max: number;
  /** False where it is in the set already. */
  add: (line: number) => boolean;
  has: (line: number) => boolean;
  /** Returns a function that says how many numbers in it are smaller than a line's; for a set that no longer grows. */
  ranks: () => (line: number) => number;
}

export function lineSet(): LineSet {
  let words = new Uint32Array(1024);
  const wordOf = (line: number): number => Math.floor(line / BITS);
  const bitOf = (line: number): number => 1 << (line % BITS);
  const bitsIn = (word: number): number => {
    let bits = 0;
    for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) bits += 1;
    return bits;
  };
  const has = (line: number): boolean => ((words[wordOf(line)] ?? 0) & bitOf(line)) !== 0;

  const set: LineSet = {
    count: 0,
    min: Infinity,
    max: -Infinity,
    has,
    add(line) {
      const word = wordOf(line);
      if (word >= words.length) {
        const larger = new Uint32Array(Math.max(word + 1, words.length * 2));
        larger.set(words);
        words = larger;
      }
      if (has(line)) return false;
      words[word] = (words[word] ?? 0) | bitOf(line);
      set.count += 1;
      set.min = Math.min(set.min, line);
      set.max = Math.max(set.max, line);
      return true;
    },
    ranks() {
      const before: number[] = [];
      let sum = 0;
      for (let word = 0; word < words.length; word += 1) {
        if (word % WORDS_PER_BLOCK === 0) before.push(sum);
        sum += bitsIn(words[word] ?? 0);
      }
      return (line) => {
        const last = wordOf(line);
        const block = Math.floor(last / WORDS_PER_BLOCK);
        let rank = before[block] ?? sum;
        for (let word = block * WORDS_PER_BLOCK; word < last; word += 1) rank += bitsIn(words[word] ?? 0);
        return rank + bitsIn((words[last] ?? 0) & (bitOf(line) - 1));
      };
    },
  };
  return set;
}
