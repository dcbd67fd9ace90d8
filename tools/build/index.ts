/**
 * In: a stage's name.
 * Out: Lambda bundles and a packaged template.
 * Touches: dist/ and the Serverless Framework.
 */
export { buildFunctions } from './build-functions.ts';
export { bundle } from './bundle.ts';
export { packageStage } from './package-stage.ts';
export { PROJECT } from './project.ts';
