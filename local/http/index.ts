/**
 * In: HTTP requests.
 * Out: the front door, signatures, bodies, AWS's protocols.
 * Touches: sockets on loopback.
 */
export { sendJson } from './answers.ts';
export { awsCborService, refuseAsCbor } from './aws-cbor.ts';
export type { AwsJsonAction } from './aws-json.ts';
export {
  awsJsonService,
  integerMember,
  numberMember,
  objectListMember,
  objectMember,
  textListMember,
  textMember,
} from './aws-json.ts';
export { awsQueryService, queryMap, refuseAsQuery } from './aws-query.ts';
export { serviceName } from './aws-service-names.ts';
export { readBody, readJsonObject } from './bodies.ts';
export type { Crash } from './crashing-caller.ts';
export { credentialOf } from './credential.ts';
export { forOtherOrigins, readOrigins } from './cross-origin.ts';
export type { FrontDoor, Routes } from './front-door.ts';
export { createFrontDoor } from './front-door.ts';
export { listen } from './listen.ts';
export { isLoopback } from './origin.ts';
export { actionNotServed } from './not-served.ts';
export { targetOf } from './request-target.ts';
export type { QueryCodes } from './query-codes.ts';
export type { RefuseSignature } from './require-signature.ts';
export { refuseAsJson, requireSignature } from './require-signature.ts';
export { refusalOfJson, refusalOfS3 } from './signature-refusals.ts';
export type { XmlContent, XmlElements } from './write-xml.ts';
export { writeXml } from './write-xml.ts';
