/** The local cloud that commands mean: `AWS_ENDPOINT_URL`, or where `npm start` listens unless told otherwise. */
export const localEndpoint = ({ AWS_ENDPOINT_URL }: Readonly<NodeJS.ProcessEnv> = process.env): string =>
  // An empty one is none, as for the SDKs.
  AWS_ENDPOINT_URL ? AWS_ENDPOINT_URL.replace(/\/$/, '') : 'http://127.0.0.1:4566';
