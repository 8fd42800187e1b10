import {
  GatewayError,
  type Simulation,
  type SimulationWish,
  simulationSchema,
  simulationWishSchema,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import * as z from 'zod';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { SimulationService } from './simulation-service.ts';

const idSchema = z.string().min(1).max(128);

/** As much of a request as tells that its client has left. */
interface Leaving {
  readonly raw: {
    readonly socket: {
      once(event: 'close', listener: () => void): unknown;
      off(event: 'close', listener: () => void): unknown;
    };
  };
}

@Controller('api/v1/simulations')
export class SimulationsController {
  constructor(private readonly simulations: SimulationService) {}

  @Post()
  @HttpCode(200)
  @Answers(simulationSchema, { summary: 'Recorded requests decided again under a draft, without calling a provider' })
  async run(
    @Admin() admin: AdminIdentity,
    @Body({ schema: simulationWishSchema }) body: SimulationWish,
    @Req() { raw: { socket } }: Leaving,
  ): Promise<Simulation> {
    const left = new AbortController();
    // Nobody reads it; the log shall say what happened.
    const leave = () => left.abort(new GatewayError('conflict', 'The client left, so the simulation was ended.'));
    socket.once('close', leave);
    try {
      return await this.simulations.run(admin.organizationId, body, left.signal);
    } finally {
      socket.off('close', leave);
    }
  }

  @Get(':id')
  @Answers(simulationSchema, { summary: 'A simulation of the last 30 days' })
  read(@Admin() admin: AdminIdentity, @Param('id', { schema: idSchema }) id: string): Promise<Simulation> {
    return this.simulations.read(admin.organizationId, id);
  }
}
