/** What an AWS SDK client of the local cloud is made with; any credentials will do. */
export const localClientSettings = (url: string) => ({
  endpoint: url,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
