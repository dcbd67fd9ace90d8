import type { RefuseSignature } from '../../http/index.ts';
import { refusalOfS3 } from '../../http/index.ts';
import { errorAnswer, sendAnswer } from './answer.ts';

/** A wrong signature is refused in S3's own form. */
export const refuseAsS3: RefuseSignature = (response, fault, requestId) =>
  sendAnswer(response, errorAnswer(refusalOfS3(fault), { bucket: '', key: '', requestId }), requestId);
