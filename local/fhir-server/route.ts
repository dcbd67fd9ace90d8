import type { Asked } from './authorization/iam-access.ts';
import type { Operation } from './capability-statement.ts';
import type { Perform } from './fhir-call.ts';

/** An interaction that is served. Its IAM action is also the `operationName` that identity providers get. */
export interface Route extends Asked {
  method: string;
  /** Segments; `:type`, `:id`, `:version` and `:operation` stand for what they name. */
  path: string;
  /** FHIR's code of the interaction (http://hl7.org/fhir/restful-interaction). */
  interaction: string;
  /** What scopes call it, where it is no resource type. */
  scopeType?: string;
  /** Whether the resource is named by a search. */
  isConditional?: true;
  /** The operation that it is. */
  operation?: Operation;
  /** All that its URL may ask beside `_format`; undefined where it reads its query itself. */
  parameters?: readonly string[];
  /** Whether HealthLake's Developer Guide does not name it (beyond-the-guide.ts has what does not for a whole route). */
  isBeyondGuide?: true;
  /** Whether it can be no entry of a Bundle, though it has a right. */
  standsAlone?: true;
  /** What it answers, where that is not JSON. */
  format?: 'ndjson';
  perform: Perform;
}
