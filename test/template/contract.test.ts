import { statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { eventSchemas } from '../../events/schemas.ts';
import { packaged, variants } from './packaged.ts';

const WITH = 'dev with archive and schema registry';
const TYPES = ['AWS::Events::Archive', 'AWS::EventSchemas::Registry', 'AWS::EventSchemas::Schema'];

describe('a stage that publishes its contract', () => {
  test('has a registry with a schema of each event, in the form that AWS takes', async () => {
    const { ofType, resource, file } = await packaged(WITH);
    expect(resource('SchemaRegistry').Properties).toMatchObject({ RegistryName: 'inlet-dev' });
    const schemas = ofType('AWS::EventSchemas::Schema').map(([, properties]) => properties);
    const names = schemas.map(({ SchemaName }) => SchemaName as string);
    expect(names).toEqual(
      expect.arrayContaining(eventSchemas.map(({ title }) => `inlet@${title.replaceAll(' ', '')}`)),
    );
    for (const schema of schemas) {
      expect(schema).toMatchObject({
        RegistryName: 'inlet-dev',
        Type: 'JSONSchemaDraft4',
      });
      expect(JSON.parse(schema.Content as string)).toMatchObject({
        $schema: 'http://json-schema.org/draft-04/schema#',
      });
    }
    // CloudFormation quotas: a template in S3 has at most 1 MB.
    expect(statSync(file).size).toBeLessThan(700_000);
  }, 180_000);

  test('archives what it tells, and nothing that others ask of it', async () => {
    const { resource, template } = await packaged(WITH);
    expect(resource('BusArchive').Properties).toEqual({
      ArchiveName: 'inlet-dev',
      Description: expect.any(String),
      SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
      EventPattern: { source: ['inlet'] },
      RetentionDays: 90,
    });
    expect(template.Outputs).toHaveProperty('BusArchiveArn');
  }, 180_000);
});

test.each(variants.filter((variant) => variant !== WITH))(
  '%s has neither archive nor registry',
  async (variant) => {
    const { ofType, template } = await packaged(variant);
    expect(TYPES.flatMap((type) => ofType(type))).toEqual([]);
    expect(JSON.stringify(template)).not.toContain('BusArchive');
  },
  180_000,
);
