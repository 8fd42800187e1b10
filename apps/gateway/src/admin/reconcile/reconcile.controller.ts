import {
  type ReconcileRequest,
  type ReconciliationReport,
  reconcileSchema,
  reconciliationSchema,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { ReconcileService } from './reconcile-service.ts';

@Controller('api/v1/reconcile')
export class ReconcileController {
  constructor(private readonly reconciler: ReconcileService) {}

  @Post()
  @HttpCode(200)
  @Answers(reconciliationSchema, {
    summary: "A provider's usage or cost export against the ledger, with the likely cause of each difference",
  })
  run(
    @Admin() admin: AdminIdentity,
    @Body({ schema: reconcileSchema }) body: ReconcileRequest,
  ): Promise<ReconciliationReport> {
    return this.reconciler.run(admin.organizationId, body);
  }
}
