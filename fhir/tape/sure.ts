/** What the tape tells of a question: no, yes, that the answer is empty, as FHIRPath has it, or that it takes a closer look. */
export type Sure = 0 | 1 | 2 | 3;
export const NO = 0;
export const YES = 1;
export const UNSURE = 2;
export const EMPTY = 3;

/** Asks something of the value at an entry of the tape. */
export type Question = (entry: number) => Sure;

export const unsure: Question = () => UNSURE;

export const sure = (answer: boolean): Sure => (answer ? YES : NO);

/** The logic of FHIRPath (N1, "Boolean logic"). */
export const not = (one: Sure): Sure => (one === YES ? NO : one === NO ? YES : one);

export function and(one: Sure, other: Sure): Sure {
  if (one === NO || other === NO) return NO;
  if (one === UNSURE || other === UNSURE) return UNSURE;
  return one === YES ? other : one;
}

export const or = (one: Sure, other: Sure): Sure => not(and(not(one), not(other)));

export function same(one: Sure, other: Sure): Sure {
  if (one === UNSURE || other === UNSURE) return UNSURE;
  return one === EMPTY || other === EMPTY ? EMPTY : sure(one === other);
}

/** Whether any of some answers is yes. */
export function anyOf(answers: Iterable<Sure>): Sure {
  let found: Sure = NO;
  for (const each of answers) {
    if (each === YES) return YES;
    found = or(found, each);
  }
  return found;
}

/** Yes where each of some questions has yes for its answer, else that it takes a closer look. */
export const allOf =
  (questions: readonly Question[]): Question =>
  (entry) => {
    for (const each of questions) if (each(entry) !== YES) return UNSURE;
    return YES;
  };
