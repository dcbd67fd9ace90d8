/**
 * In: CloudFormation's query API.
 * Out: the stack that runs: its outputs, resources and exports.
 * Touches: nothing.
 */
export { createStacks } from './stacks.ts';
