import { NotServed } from '../dynamodb/parse-expression.ts';

/** A message that waits in the queue of summaries. */
export interface WaitingMessage {
  body: string;
  /** Epoch milliseconds from which on it may be received. */
  from: number;
}

/** EventBridge and SQS as far as the functions call them. */
export interface SimulatedMessages {
  /** Events that the bus has taken, by detail-type. */
  events: Map<string, number>;
  /** The largest request to the bus, bytes. */
  largestRequest: number;
  /** Ends of jobs, as the rule of the stage hands them on, and what summarize-import sends itself. */
  summaries: WaitingMessage[];
  answer: (target: string, request: Readonly<Record<string, unknown>>, bytes: number) => object;
}

/** PutEvents takes so much at once (EventBridge user guide, "Calculating PutEvents event entry size"), bytes. */
export const MOST_EVENT_BYTES = 256 * 1024;

/** As the rule of infrastructure/summaries.yml has it. */
const ENDED = /"status":"(?:COMPLETED|COMPLETED_WITH_ERRORS|FAILED|CANCEL_COMPLETED)"/;

interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
}

/** @param now epoch milliseconds of the simulated time */
export function simulatedMessages(now: () => number): SimulatedMessages {
  let sent = 0;
  const messages: SimulatedMessages = {
    events: new Map(),
    largestRequest: 0,
    summaries: [],
    answer(target, request, bytes) {
      if (target === 'AWSEvents.PutEvents') {
        messages.largestRequest = Math.max(messages.largestRequest, bytes);
        const entries = request.Entries as Entry[];
        for (const { DetailType = '', Detail = '{}' } of entries) {
          messages.events.set(DetailType, (messages.events.get(DetailType) ?? 0) + 1);
          if (DetailType !== 'Import Job Status Changed' || !ENDED.test(Detail)) continue;
          const body = `{"source":"inlet","detail-type":"${DetailType}","detail":${Detail}}`;
          messages.summaries.push({ body, from: now() });
        }
        return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: String((sent += 1)) })) };
      }
      if (target === 'AmazonSQS.SendMessage') {
        const { MessageBody, DelaySeconds = 0 } = request as { MessageBody: string; DelaySeconds?: number };
        messages.summaries.push({ body: MessageBody, from: now() + DelaySeconds * 1000 });
        return { MessageId: String((sent += 1)) };
      }
      if (target === 'AmazonSQS.ChangeMessageVisibility') return {};
      throw new NotServed(`${target} of the messages`);
    },
  };
  return messages;
}
