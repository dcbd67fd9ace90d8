/** A template, as far as it is looked at here; the local cloud reads the rest. */
export interface ForeignTemplate {
  Transform?: unknown;
  Parameters?: Record<string, { Type?: string; Default?: unknown }>;
  Resources: Record<string, ForeignResource>;
}

export interface ForeignResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  DependsOn?: string | string[];
}
