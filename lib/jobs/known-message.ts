/**
 * Job-level texts of the service that are known to hold nothing of the data. What else a job's Message says
 * may quote a resource, so it stays in HealthLake, where Describe shows it.
 */
const KNOWN_MESSAGES = [
  /^The specified (bucket|key) does not exist[.]?$/,
  /^Access Denied[.]?$/i,
  /^No \.ndjson files to import were found at s3:\/\/\S+$/,
];

/** The text where it is a known one, otherwise null. */
export const knownMessage = (message: string | null): string | null =>
  message !== null && KNOWN_MESSAGES.some((pattern) => pattern.test(message)) ? message : null;
