/** Resources of R4 with no more than it demands. */
export const observation = (id: string, subject: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'of no account' },
  subject: { reference: subject },
  ...more,
});
