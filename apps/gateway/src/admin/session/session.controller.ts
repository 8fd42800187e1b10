import { createSessionSchema, type Session, sessionSchema } from '@llm-cost-optimizer/contracts';
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { Admin, Public } from '../../session/admin.guard.ts';
import { clearedCookie, sessionCookie } from '../../session/cookie.ts';
import { type AdminIdentity, SessionService } from '../../session/session-service.ts';
import { SignInThrottle } from '../../session/sign-in-throttle.ts';
import { Answers } from '../answers.ts';

/** Whether cookies may only travel over https; from the public address. */
export const COOKIES_ARE_SECURE = Symbol('COOKIES_ARE_SECURE');

@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
    @Inject(COOKIES_ARE_SECURE) private readonly isSecure: boolean,
  ) {}

  @Post()
  @Public()
  @HttpCode(201)
  @Answers(sessionSchema, { summary: 'Sign in with a one-time token or the admin token', status: 201, isPublic: true })
  async create(
    @Body({ schema: createSessionSchema }) body: z.infer<typeof createSessionSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    await this.throttle.enter(request.ip);
    const opened = await this.sessions.open(body.token);
    await this.throttle.succeed(request.ip);
    reply.header('set-cookie', sessionCookie(opened.token, { isSecure: this.isSecure }));
    return describe(opened.identity);
  }

  @Get()
  @Answers(sessionSchema, { summary: 'Who is signed in, and the CSRF token for changes' })
  read(@Admin() admin: AdminIdentity): Session {
    return describe(admin);
  }

  @Delete()
  @HttpCode(204)
  @Answers(null, { summary: 'Sign out', status: 204 })
  async remove(@Admin() admin: AdminIdentity, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (admin.tokenHash !== null) await this.sessions.close(admin.tokenHash);
    reply.header('set-cookie', clearedCookie({ isSecure: this.isSecure }));
  }
}

function describe({ organizationId, organizationName, csrfToken }: AdminIdentity): Session {
  return { organizationId, organizationName, role: 'admin', csrfToken };
}
