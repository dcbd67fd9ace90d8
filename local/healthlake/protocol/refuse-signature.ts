import type { RefuseSignature } from '../../http/index.ts';
import { refusalOfJson } from '../../http/index.ts';
import { statusOf } from '../common-errors.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';
import { sendProtocolAnswer } from './send-answer.ts';

/** A wrong signature is answered as every other error of the JSON API: in its form, with its statuses. */
export const refuseAsHealthLake =
  (settings: () => HealthLakeSettings): RefuseSignature =>
  (response, fault, requestId) => {
    const error = refusalOfJson(fault);
    sendProtocolAnswer(response, requestId, statusOf(error, settings().errorStatuses), {
      __type: error.code,
      Message: error.message,
    });
    return Promise.resolve();
  };
