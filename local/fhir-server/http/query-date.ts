import type { DateRange } from '../../../fhir/index.ts';
import { dateRange } from '../../../fhir/index.ts';

/** A date of a URL or a form, of any precision. A plus sign of its zone that was not escaped is a space by the rules of forms. */
export const queryDate = (text: string): DateRange | undefined =>
  dateRange(text.replace(/ (?=\d\d:\d\d$)/, '+'));
