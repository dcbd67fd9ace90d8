/**
 * In: --stage, S3 URIs, route names.
 * Out: clients and names of a stage, on AWS or on the local cloud.
 * Touches: AWS, to find what the stage uses; the record of local clouds that run, in the folder for temporary files.
 */
export { awsFailure } from './aws-failure.ts';
export { routeNamed } from './route-named.ts';
export { inboxKeyOf } from './inbox-key.ts';
export { unknownSubject } from './unknown-subject.ts';
export { environmentAt, localEnvironment, shellLines } from './local-environment.ts';
export { NO_ENDPOINT, USUAL_ENDPOINT, localEndpoint, stageEndpoint } from './local-endpoint.ts';
export { recordCloud } from './running-clouds.ts';
export { stageClock } from './stage-clock.ts';
export { stageNote, stageOf, stageOption } from './stage-option.ts';
export type { StageResources } from './stage-resources.ts';
export { stageResources } from './stage-resources.ts';
export { withLocalCloud, withStage } from './with-stage.ts';
