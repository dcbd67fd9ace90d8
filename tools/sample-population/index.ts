/**
 * In: a seed and a size.
 * Out: NDJSON of made-up patients, with deliberate errors.
 * Touches: nothing.
 */
export { chunks } from './chunks.ts';
export type { SampleFile } from './generate-population.ts';
export { generatePopulation, samplePopulation } from './generate-population.ts';
export { largeFile } from './large-file.ts';
