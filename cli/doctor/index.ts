/**
 * In: a deployed stage, and the package that it should be.
 * Out: what is wrong with it, each with what to do.
 * Touches: AWS, reading only; the package's folder.
 */
export { exitCodeOf, renderDoctor } from './render-doctor.ts';
export type { DoctorDocument } from './run-checks.ts';
export { CHECKS, examine } from './run-checks.ts';
