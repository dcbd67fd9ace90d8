/** What a piece of work is about: a drop until its plan is frozen, an import or export from then on. */
export type TracedThing = { drop: string } | { importId: string } | { exportId: string };

/**
 * Does a piece of work under a name, in a stage that is traced (parameter `tracing`) as a part of the run's trace.
 * @param about null for what belongs to none
 */
export type Trace = <Result>(
  name: string,
  about: TracedThing | null,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Does the work and nothing else. */
export const untraced: Trace = (_name, _about, work) => work();
