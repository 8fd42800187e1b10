import { DEFAULT_ORGANIZATION_ID } from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';

/** Makes the organization of a fresh installation unless it is there. Safe when several processes start at once. */
export async function ensureDefaultOrganization(db: Database): Promise<void> {
  await db.prisma.organization.createMany({
    data: [{ id: DEFAULT_ORGANIZATION_ID, name: 'Default organization' }],
    skipDuplicates: true,
  });
}
