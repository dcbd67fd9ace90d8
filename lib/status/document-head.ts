/** What all documents of `inlet status --json` say. */
export interface Common {
  schemaVersion: '1';
  stage: string;
  /** When it was read, by the stage's clock. */
  at: string;
  /** What to do next, in a sentence. */
  nextStep: string;
}
