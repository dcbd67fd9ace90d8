/**
 * In: a stage's name.
 * Out: Lambda bundles and a packaged template.
 * Touches: dist/ and the Serverless Framework.
 */
export { buildFunctions } from './build-functions.ts';
export { bundle, bundledPackages, bundledSources } from './bundle.ts';
export { deployService } from './deploy-service.ts';
export { endingWithThis } from './ending-with-this.ts';
export { packageStage } from './package-stage.ts';
export { checkParameterNames, checkParameters, PARAMETERS } from './parameters/stage-parameters.ts';
export { configFolder, IS_PACKAGE, PACKAGED_LOCAL, PROJECT, SERVICE, TYPED } from './project.ts';
export { packageService } from './service-view.ts';
export { checkBrought } from './stack/brought-resources.ts';
export { checkOwnPlace, checkSchedules } from './stack/deployed/deployed-to.ts';
export { deployedNotice } from './stack/deployed/deployed-notice.ts';
export { finishTemplate } from './stack/finish-template.ts';
export { checkNothingForgotten } from './stack/deployed/forgotten-existing.ts';
export { checkLedger } from './stack/deployed/newer-ledger.ts';
export { checkFrozenIdentity, freezeIdentity, frozenDataStoreId } from './stack/frozen-identity.ts';
export { retainedResources } from './stack/deployed/retained-resources.ts';
export { stageValues } from './stack/stage-values.ts';
