import { OWNER_ACCESS_KEY, REGION, SECRET_ACCESS_KEY } from '../ground/index.ts';

/** What an AWS SDK client of the local cloud is made with. */
export const localClientSettings = (url: string) => ({
  endpoint: url,
  region: REGION,
  forcePathStyle: true,
  credentials: { accessKeyId: OWNER_ACCESS_KEY, secretAccessKey: SECRET_ACCESS_KEY },
});
