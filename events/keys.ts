/**
 * The members of events that hold S3 keys, wherever in a detail they stand: a key, the name of a folder, or several. What
 * else names an object is the last part of an entry's `Resources`, and the samples of "Import Results Summarized".
 */
export const KEY_MEMBERS: ReadonlySet<string> = new Set(['key', 'drop', 'marker', 'missing']);

/** The members that hold S3 URIs into which a person's own keys may go. */
export const INPUT_URI_MEMBERS: ReadonlySet<string> = new Set(['inputS3Uri', 'InputDataConfig']);

/** The members that hold a text of HealthLake's, which may name an S3 URI: of a job that found no file, the folder that was dropped. */
export const MESSAGE_MEMBERS: ReadonlySet<string> = new Set(['message', 'Message']);
