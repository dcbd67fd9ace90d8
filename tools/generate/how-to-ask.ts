/** What docs/events.md says before the event that asks for an action. */
export const howToAsk = `## Ask for an action

Whoever may put events on the stage's bus asks for any action of the HealthLake API that
[\`actions\`](configuration.md#actions) of \`config/<stage>.json\` allows; nothing but Describe and List is allowed where it says nothing.

\`\`\`sh
aws events put-events --entries '[{"EventBusName": "inlet-local", "Source": "me", "DetailType": "HealthLake Action Requested",
  "Detail": "{\\"requestId\\": \\"look-1\\", \\"action\\": \\"ListFHIRDatastores\\", \\"input\\": {}}"}]'
\`\`\`

- **One effect, one answer.** The same request again, be it that EventBridge delivered it twice or that somebody asks again, has the
  same answer with the same \`eventId\`. Another request under a requestId that was used fails (\`RequestIdReused\`). A failure with
  \`retryable: true\` is not remembered: the same requestId may be asked for again.
- **What may not be.** A data store is deleted only with its name beside its id, and never one that the stage uses. S3 addresses lie
  below configured prefixes; roles, keys and identity providers are the stage's own or configured ones; tags \`inlet:*\` and \`requiredTags\` stay.
- **\`source\` proves nothing.** It is what the sender says of itself. Who may put events on the bus is for IAM and the policy of the bus to say.
- **What it starts is followed.** A job or data store that a request started is told of like the stage's own: "Import Job Status
  Changed" with an \`importId\` of null, and "Data Store Status Changed".
- **Quotas.** HealthLake creates and deletes one data store a minute: more requests wait in the queue. Throttled calls come again, with growing waits.
`;
