const REFERENCE =
  /^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?(?<name>[A-Za-z0-9_-]+)(?::(?<qualifier>\$LATEST|[A-Za-z0-9_-]+))?$/;

export interface FunctionReference {
  name: string;
  qualifier?: string;
}

/**
 * Takes apart the forms in which AWS lets a function be named (Lambda API, FunctionName): name, partial
 * ARN, ARN, each with or without `:alias` or `:version`. Answers undefined for anything else.
 */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const groups = REFERENCE.exec(text)?.groups;
  const name = groups?.name;
  if (name === undefined) return undefined;
  const qualifier = groups?.qualifier;
  return qualifier === undefined ? { name } : { name, qualifier };
}
