import {
  type ConfigDocument,
  type ConfigVersion,
  type ConfigVersionDetail,
  type ConfigVersionList,
  configDocumentSchema,
  configVersionDetailSchema,
  configVersionListSchema,
  configVersionSchema,
  type PublishConfig,
  publishConfigSchema,
  type RollbackConfig,
  rollbackConfigSchema,
  type ValidationResult,
  validateConfigSchema,
  validationResultSchema,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import * as z from 'zod';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { ConfigurationService } from './configuration-service.ts';

const versionNumberSchema = z.coerce.number().int().min(0).max(2_147_483_647);

@Controller('api/v1/config')
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  @Get()
  @Answers(configDocumentSchema, { summary: 'The configuration in force' })
  read(@Admin() admin: AdminIdentity): ConfigDocument {
    return this.configuration.read(admin.organizationId);
  }

  @Put()
  @Answers(configVersionSchema, { summary: 'Validate and publish a configuration' })
  publish(
    @Admin() admin: AdminIdentity,
    @Body({ schema: publishConfigSchema }) body: PublishConfig,
  ): Promise<ConfigVersion> {
    const isPage = admin.kind === 'session';
    return this.configuration.publish(admin.organizationId, body, isPage ? 'dashboard' : 'api', authorOf(admin));
  }

  @Get('schema')
  @Answers(z.record(z.string(), z.unknown()), { summary: 'JSON Schema of the configuration file' })
  schema(): Record<string, unknown> {
    return this.configuration.schema();
  }

  @Post('validate')
  @HttpCode(200)
  @Answers(validationResultSchema, { summary: 'What is wrong with a configuration, without publishing it' })
  validate(
    @Admin() admin: AdminIdentity,
    @Body({ schema: validateConfigSchema }) body: z.infer<typeof validateConfigSchema>,
  ): Promise<ValidationResult> {
    return this.configuration.validate(admin.organizationId, body.yaml);
  }

  @Post('rollback')
  @HttpCode(200)
  @Answers(configVersionSchema, { summary: 'Publish an earlier version again' })
  rollback(
    @Admin() admin: AdminIdentity,
    @Body({ schema: rollbackConfigSchema }) body: RollbackConfig,
  ): Promise<ConfigVersion> {
    return this.configuration.rollback(admin.organizationId, body.version, authorOf(admin));
  }

  @Get('versions')
  @Answers(configVersionListSchema, { summary: 'All versions, newest first' })
  async versions(@Admin() admin: AdminIdentity): Promise<ConfigVersionList> {
    return { versions: await this.configuration.versions(admin.organizationId) };
  }

  @Get('versions/:version')
  @Answers(configVersionDetailSchema, { summary: 'One version with its text' })
  version(
    @Admin() admin: AdminIdentity,
    @Param('version', { schema: versionNumberSchema }) version: number,
  ): Promise<ConfigVersionDetail> {
    return this.configuration.version(admin.organizationId, version);
  }
}

/** Who is shown in the history; there are no user accounts yet. */
function authorOf(admin: AdminIdentity): string {
  return admin.kind === 'session' ? 'dashboard' : 'admin token';
}
