/** As much of JSON Schema as `config/schema.json` and `infrastructure/parameters.json` are written in. */
export interface ConfigSchema {
  title?: string;
  description?: string;
  type?: string | string[];
  $ref?: string;
  $defs?: Record<string, ConfigSchema>;
  properties?: Record<string, ConfigSchema>;
  required?: string[];
  additionalProperties?: boolean | ConfigSchema;
  items?: ConfigSchema;
  enum?: string[];
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  examples?: (string | number | boolean)[];
  /** Of a parameter: what it costs. */
  costs?: string;
}
