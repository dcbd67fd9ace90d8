/** A schedule's minute lasts a second unless said, milliseconds. */
export const MINUTE_MS = 1000;
