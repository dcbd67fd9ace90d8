/**
 * Ends an invocation as failed where something could not be done that waiting does not fix, after
 * everything else was done: so that the function's error alarm goes off.
 */
export function failWhereStuck(stuck: readonly string[]): void {
  if (stuck.length > 0) throw new Error(`stuck: ${stuck.join('; ')}`);
}
