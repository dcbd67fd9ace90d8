/**
 * Matches `text` against an IAM pattern: `*` stands for any characters, `?` for one (IAM user guide, JSON
 * policy elements). Linear in practice: on a mismatch only the last `*` takes one more character.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let readAtStar = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      readAtStar = read;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++readAtStar;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Actions are compared without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean =>
  matchesWildcard(pattern.toLowerCase(), action.toLowerCase());

const ARN_PARTS = 6;

/** Each of the first five colon-separated parts of an ARN matches for itself; the rest is one part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const patterns = partsOf(pattern);
  const parts = partsOf(arn);
  if (patterns.length < ARN_PARTS || parts.length < ARN_PARTS) return matchesWildcard(pattern, arn);
  return patterns.every((part, index) => matchesWildcard(part, parts[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
