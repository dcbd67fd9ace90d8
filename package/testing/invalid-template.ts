/** A folder or template that the local cloud cannot run: the text says what, and what would do. */
export class InvalidTemplate extends Error {
  override name = 'InvalidTemplate';
  readonly code = 'InvalidTemplate';
}
