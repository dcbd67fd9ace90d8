#!/usr/bin/env bash
# sqs-consumer@15.0.3 (a queue's messages in a process of one's own): what a handler has done is done again, unless it gives back the message.
# Guess: a handler that ends without an error has handled its message, which is deleted then, as in Lambda and as the first example of its own README
# has it, whose handler gives back nothing; of a batch what is given back are the failures, as Lambda's batchItemFailures. Seen: nothing given back
# means that no message is deleted; without an error or an event it comes again when it is visible, until the dead-letter queue has it. Given back
# is deleted, whatever is in it; of a batch exactly what is given back, so that a list of the failures deletes these. With alwaysAcknowledge all
# are deleted. Why it matters here: a consumer of import events outside Lambda starts each import as often as the queue's redrive policy lets it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund --ignore-scripts sqs-consumer@15.0.3 @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat > run.mjs <<'J'
import { once } from 'node:events';
import { Consumer } from 'sqs-consumer';
const messages = ['a', 'b'].map((id) => ({ MessageId: id, ReceiptHandle: `receipt of ${id}`, Body: id }));
const consumed = async (settings) => {
  const deleted = [];
  let received = false;
  const consumer = Consumer.create({
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/imports',
    ...settings,
    sqs: {
      config: {},
      send: async ({ constructor: { name }, input }) => {
        if (name === 'ReceiveMessageCommand') {
          if (received) consumer.stop();
          const Messages = received ? [] : messages.slice(0, settings.batchSize ?? 1);
          received = true;
          return { Messages };
        }
        deleted.push(...(input.Entries ?? [{ Id: input.ReceiptHandle.at(-1) }]).map(({ Id }) => Id));
        return { Successful: [], Failed: [] };
      },
    },
  });
  consumer.start();
  await once(consumer, 'stopped');
  return deleted.join(' ') || 'none';
};
console.log('handleMessage gives back nothing, deleted:', await consumed({ handleMessage: async () => {} }));
console.log('handleMessage gives back the message, deleted:', await consumed({ handleMessage: async (message) => message }));
console.log('handleMessageBatch gives back nothing, deleted:', await consumed({ batchSize: 2, handleMessageBatch: async () => {} }));
console.log('handleMessageBatch gives back the one that failed, deleted:', await consumed({ batchSize: 2, handleMessageBatch: async ([, failed]) => [failed] }));
console.log('alwaysAcknowledge, nothing given back, deleted:', await consumed({ alwaysAcknowledge: true, handleMessage: async () => {} }));
J
seen=$(timeout 120 node run.mjs)
echo "$seen"
[ "$seen" = 'handleMessage gives back nothing, deleted: none
handleMessage gives back the message, deleted: a
handleMessageBatch gives back nothing, deleted: none
handleMessageBatch gives back the one that failed, deleted: b
alwaysAcknowledge, nothing given back, deleted: a' ] || { echo 'the behaviour has changed' >&2; exit 1; }
