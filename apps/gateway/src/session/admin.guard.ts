import { GatewayError } from '@llm-cost-optimizer/contracts';
import { type CanActivate, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { isOwnOrigin, type OriginRules } from '../http/origin.ts';
import { readSessionCookie } from './cookie.ts';
import type { AdminIdentity, SessionService } from './session-service.ts';
import { equalSecrets } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    admin?: AdminIdentity;
  }
}

const PUBLIC = 'lco:public';
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Marks the routes that need no session (signing in). Everything else does. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Who asks; a parameter of the handlers behind the guard. */
export const Admin = createParamDecorator((_data: unknown, context: ExecutionContext): AdminIdentity => {
  const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
  if (admin === undefined) throw new Error('A public route asked who calls.');
  return admin;
});

/**
 * Lets in the admin token (scripts) and open sessions (browsers). A cookie alone is not enough to change anything: the
 * browser attaches it to requests of foreign pages too, so those also need our origin and the session's CSRF token.
 */
export class AdminGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly sessions: SessionService;
  private readonly rules: OriginRules;

  constructor(sessions: SessionService, rules: OriginRules) {
    this.sessions = sessions;
    this.rules = rules;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) checkOrigin(request, this.rules);
    else request.admin = await this.identify(request);
    return true;
  }

  private async identify(request: FastifyRequest): Promise<AdminIdentity> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      return this.sessions.identifyBearer(authorization.replace(/^Bearer /i, '')) ?? refuse();
    }
    const token = readSessionCookie(cookie);
    const identity = token === null ? null : await this.sessions.identifyCookie(token);
    if (identity === null) return refuse();
    if (!SAFE_METHODS.has(request.method)) this.checkForgery(request, identity);
    return identity;
  }

  private checkForgery(request: FastifyRequest, identity: AdminIdentity): void {
    if (request.headers.origin === undefined) {
      throw new GatewayError(
        'forbidden',
        'A change with a session cookie needs the `Origin` header that browsers send.',
      );
    }
    checkOrigin(request, this.rules);
    const sent = request.headers['x-lco-csrf'];
    if (typeof sent !== 'string' || identity.csrfToken === null || !equalSecrets(sent, identity.csrfToken)) {
      throw new GatewayError(
        'forbidden',
        'The header `x-lco-csrf` is missing or wrong. GET /api/v1/session gives the token.',
      );
    }
  }
}

/** The same answer for no, a wrong, an expired and a revoked credential. */
function refuse(): never {
  throw new GatewayError(
    'invalid_api_key',
    'Sign in with the link that the gateway printed at its start, or send `Authorization: Bearer <admin token>`.',
  );
}

/** Throws `forbidden` for a request that a foreign page made. Requests without `Origin` come from no page. */
function checkOrigin(request: FastifyRequest, rules: OriginRules): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && !isOwnOrigin(origin, host, rules)) {
    throw new GatewayError('forbidden', 'This request came from a foreign web page.');
  }
}
