/**
 * What tests make at random is the same in each run, so that a failure is of the change at hand. `INLET_SEED=7 npm test` makes others, as do
 * `npm run soak` and `npm run fuzz`.
 */
export const SEED = Number(process.env.INLET_SEED ?? 20_260_101);
