import { type Simulation, simulationSchema } from '@llm-cost-optimizer/contracts';
import type { Database } from '../database.ts';

export interface NewSimulation {
  readonly organizationId: string;
  /** sha256 of the draft's text, hex. */
  readonly draftHash: string;
  /** Window and size of the sample. */
  readonly scope: string;
  readonly result: Simulation;
}

export interface SimulationRepository {
  /** Stores a result and forgets those older than 30 days. */
  add(simulation: NewSimulation): Promise<void>;
  /** Null = not here. */
  get(organizationId: string, id: string): Promise<Simulation | null>;
  /** The newest result of the same draft and scope since a time; null = none. */
  latest(wanted: Omit<NewSimulation, 'result'>, since: Date): Promise<Simulation | null>;
}

const KEPT_MS = 30 * 24 * 3_600_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createSimulationRepository({ prisma }: Pick<Database, 'prisma'>): SimulationRepository {
  return {
    async add({ result, ...row }) {
      const createdAt = new Date(result.createdAt);
      await prisma.simulation.create({ data: { ...row, id: result.id, createdAt, result } });
      await prisma.simulation.deleteMany({ where: { createdAt: { lt: new Date(createdAt.getTime() - KEPT_MS) } } });
    },
    async get(organizationId, id) {
      if (!UUID.test(id)) return null;
      const row = await prisma.simulation.findFirst({ where: { organizationId, id } });
      return row === null ? null : simulationSchema.parse(row.result);
    },
    async latest(wanted, since) {
      const row = await prisma.simulation.findFirst({
        where: { ...wanted, createdAt: { gte: since } },
        orderBy: { createdAt: 'desc' },
      });
      return row === null ? null : simulationSchema.parse(row.result);
    },
  };
}
