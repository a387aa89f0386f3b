import { EventId } from '../domain/codecs/ids.js';
import type { Middleware, RequestContext } from './context.js';
import type { ApiPorts } from './ports.js';
import { type ProblemAnswer, problemOfStatus, toProblem } from './problem.js';

/** Gives every request an id, the client's if it sent a UUID: all events of the request carry it. */
export const requestId =
  ({ newId }: Pick<ApiPorts, 'newId'>): Middleware =>
  async (ctx, next) => {
    const sent = ctx.get('x-request-id').toLowerCase();
    ctx.state.requestId = EventId.is(sent) ? sent : newId();
    ctx.set('x-request-id', ctx.state.requestId);
    await next();
  };

/** One line for each request, without its body, its query and its key. */
export const accessLog =
  ({ clock, log }: Pick<ApiPorts, 'clock' | 'log'>): Middleware =>
  async (ctx, next) => {
    const begunAt = Date.parse(clock());
    await next();
    const { requestId: id, caller, route, isSecretAddress } = ctx.state;
    const { method, status } = ctx;
    const path = isSecretAddress === true ? route : ctx.path;
    const milliseconds = Date.parse(clock()) - begunAt;
    log.info(
      { requestId: id, method, path, route, status, milliseconds, apiKeyId: caller?.apiKeyId },
      'request',
    );
  };

export const securityHeaders: Middleware = async (ctx, next) => {
  ctx.set('x-content-type-options', 'nosniff');
  ctx.set('cache-control', 'no-store');
  await next();
};

const show = (ctx: RequestContext, { problem, headers }: ProblemAnswer): void => {
  ctx.status = problem.status;
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  ctx.body = JSON.stringify(problem);
  ctx.type = 'application/problem+json';
};

/** Answers with a problem wherever there is no other answer. */
export const problems =
  ({ log, isAway }: Pick<ApiPorts, 'log' | 'isAway'>): Middleware =>
  async (ctx, next) => {
    const { requestId: id } = ctx.state;
    try {
      await next();
    } catch (error) {
      const answer = toProblem(error, id, { isConditional: ctx.get('if-match') !== '', isAway });
      if (answer.isUnexpected)
        log.error(
          { requestId: id, method: ctx.method, route: ctx.state.route, err: error },
          'a request failed',
        );
      show(ctx, answer);
      return;
    }
    if (ctx.status >= 400 && (ctx.body === undefined || ctx.body === null))
      show(ctx, problemOfStatus(ctx.status, id));
  };
