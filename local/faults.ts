/** What can be made to go wrong, or to take its time, in one part of the local cloud. */
export interface Faults {
  /** How it is now: what `POST /_inlet/faults` takes. */
  show(): object;
  /**
   * Checks a change and returns what makes it, so that several parts change together or not at all.
   * @throws AwsError ValidationException that names the wrong member and what it takes
   */
  read(change: Readonly<Record<string, unknown>>): () => void;
  /** All is again as it was at the start. */
  clear(): void;
}
