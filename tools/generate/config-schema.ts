/** As much of JSON Schema as `config/schema.json` is written in. */
export interface ConfigSchema {
  title?: string;
  description?: string;
  type?: string;
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
}
