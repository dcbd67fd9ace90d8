import { parseEvent, schemas } from 'healthlake-inlet/events';

/** What a consumer does with a message of its queue, whose body is an event of Inlet's bus. */
export function sentenceOf(body: string): string {
  const event = parseEvent(body);
  switch (event?.['detail-type']) {
    case 'Import Job Status Changed':
      // The type of `detail` follows from that.
      return `${event.detail.jobId} is ${event.detail.status}, change ${event.detail.sequence}`;
    case 'Import File Rejected':
      return `${event.detail.key} is not imported: ${event.detail.advice}`;
    default:
      // Another source's, or of a kind that came later.
      return 'nothing to do';
  }
}

console.log(sentenceOf(process.argv[2] ?? '{}'));
console.log(`${Object.keys(schemas).length} schemas`);
