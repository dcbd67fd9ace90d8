/** A request to the endpoint, or the request of a Bundle's entry. */
export interface FhirRequest {
  method: string;
  /** The decoded segments behind `/datastore/{id}/r4/`. */
  path: readonly string[];
  query: URLSearchParams;
  /** A header by its name in lower case. */
  header: (name: string) => string | undefined;
  body: Buffer;
  /** The id that a create gives, where it had to be known before: to other entries of a transaction. */
  newId?: string;
}
