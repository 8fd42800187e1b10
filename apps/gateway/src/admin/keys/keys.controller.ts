import {
  type ChangeKey,
  type CreatedKey,
  type CreateKey,
  changeKeySchema,
  createdKeySchema,
  createKeySchema,
  GatewayError,
  keySchema,
  type RotateKey,
  rotateKeySchema,
  type VirtualKey,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import * as z from 'zod';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { KeyService } from './key-service.ts';

const idSchema = z.string().min(1).max(100);
const keyListSchema = z.object({ keys: z.array(keySchema) });

@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeyService) {}

  @Get()
  @Answers(keyListSchema, { summary: 'Virtual keys, without their secrets' })
  async list(@Admin() admin: AdminIdentity): Promise<{ keys: VirtualKey[] }> {
    return { keys: await this.keys.list(admin.organizationId) };
  }

  @Post()
  @HttpCode(201)
  @Answers(createdKeySchema, { summary: 'Create a virtual key; its secret is shown this once', status: 201 })
  create(@Admin() admin: AdminIdentity, @Body({ schema: createKeySchema }) body: CreateKey): Promise<CreatedKey> {
    return this.keys.create(admin.organizationId, body);
  }

  @Patch(':id')
  @Answers(keySchema, { summary: 'Change name, end, scopes, models or limits of a key, at once' })
  change(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeKeySchema }) body: ChangeKey,
  ): Promise<VirtualKey> {
    return this.keys.change(admin.organizationId, id, body);
  }

  @Post(':id/rotate')
  @HttpCode(201)
  @Answers(createdKeySchema, { summary: 'A new secret for a key; the old one goes on for the overlap', status: 201 })
  rotate(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: rotateKeySchema }) body: RotateKey,
  ): Promise<CreatedKey> {
    return this.keys.rotate(admin.organizationId, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers(null, { summary: 'Revoke a virtual key, at once and for good', status: 204 })
  async revoke(@Admin() admin: AdminIdentity, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    const isRevoked = await this.keys.revoke(admin.organizationId, id);
    if (!isRevoked) throw new GatewayError('not_found', 'No such key.');
  }
}
