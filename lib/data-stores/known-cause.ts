/**
 * Texts of ErrorCause that are known to hold nothing of the data (API reference, ErrorCause; the texts are assumed). What else
 * it says stays in HealthLake, where DescribeFHIRDatastore shows it.
 */
const KNOWN_CAUSES = [
  /^The KMS key \S+ cannot be used[.]?$/,
  /^The identity provider function \S+ does not exist[.]?$/,
  /^Insufficient Lake Formation permission\(s\)[^"']{0,200}$/,
];

/** The text where it is a known one, otherwise null. */
export const knownCause = (message: string | null): string | null =>
  message !== null && KNOWN_CAUSES.some((pattern) => pattern.test(message)) ? message : null;
