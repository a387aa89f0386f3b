import { createHash, timingSafeEqual } from 'node:crypto';
import type Koa from 'koa';
import { Problem, type ProblemCode } from './problem.js';
import type { Traffic } from './traffic.js';

export interface State {
  /** The body of the request. */
  text: string;
  /** What went wrong on our side. */
  error?: string;
}

type Middleware = Koa.Middleware<State>;

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets in who has the token. */
export const authenticate = (token: string): Middleware => {
  const wanted = hash(`Bearer ${token}`);
  return async (ctx, next) => {
    if (!timingSafeEqual(hash(ctx.get('authorization').replace(/^bearer /i, 'Bearer ')), wanted)) {
      ctx.set('www-authenticate', 'Bearer');
      throw new Problem('unauthenticated', 'Authorization must be Bearer and the token of the account.');
    }
    await next();
  };
};

const answersWithoutWords: ReadonlyMap<number, ProblemCode> = new Map([
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [501, 'not-implemented'],
]);

/** Answers with a problem wherever there is no other answer. */
export const problems: Middleware = async (ctx, next) => {
  const show = (problem: Problem): void => {
    ctx.status = problem.status;
    ctx.body = JSON.stringify(problem);
    ctx.type = 'application/problem+json';
  };
  try {
    await next();
    const code = answersWithoutWords.get(ctx.status);
    if (code !== undefined && (ctx.body === undefined || ctx.body === null))
      show(new Problem(code, `${ctx.method} ${ctx.path} is not known here.`));
  } catch (error) {
    if (!(error instanceof Problem)) ctx.state.error = String(error);
    show(error instanceof Problem ? error : new Problem('internal', 'The traffic says what it was.'));
  }
};

const unrecorded: ReadonlySet<string> = new Set(['/', '/traffic', '/favicon.ico']);

/** Keeps what was asked and answered, before it is answered. */
export const record =
  (traffic: Traffic): Middleware =>
  async (ctx, next) => {
    ctx.state.text = '';
    await next();
    if (unrecorded.has(ctx.path)) return;
    const { method, path: address, status, body } = ctx;
    const { text, error } = ctx.state;
    const answer = typeof body === 'string' ? body : JSON.stringify(body ?? '');
    const failure = error === undefined ? {} : { error };
    await traffic.add({ direction: 'received', method, address, body: text, status, answer, ...failure });
  };
