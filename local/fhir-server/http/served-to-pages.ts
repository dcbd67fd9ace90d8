import type { Service } from '../../ground/index.ts';
import { forOtherOrigins } from '../../http/index.ts';
import { outcomeAnswer, sendAnswer } from './fhir-answer.ts';
import { notInTheGuide } from './fhir-error.ts';

/** As the CapabilityStatement and the docs say it. */
export const PAGES_OF_OTHER_ORIGINS = 'requests of pages of other origins (CORS)';

/** The endpoint as pages of other origins may call it: refused where it keeps to the guide, preflights too. */
export const servedToPages = (service: Service, isGuideOnly: () => boolean): Service => {
  const served = forOtherOrigins(service);
  return (request, response, context) => {
    if (!isGuideOnly()) return served(request, response, context);
    request.resume();
    sendAnswer(response, outcomeAnswer(notInTheGuide(PAGES_OF_OTHER_ORIGINS)));
    return Promise.resolve();
  };
};
