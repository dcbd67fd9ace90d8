/** A probe that cannot say whether its assumption holds: what it needs is not there. The text is of our own, without data. */
export class CannotTell extends Error {
  override name = 'CannotTell';
}

/** A probe that was not run, for the reason that the text gives: which option or setting runs it. */
export class NotRun extends Error {
  override name = 'NotRun';
}
