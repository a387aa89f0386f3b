import Router from '@koa/router';
import Koa from 'koa';
import { parseBody, readBody } from './body.js';
import { Email, Id, Name, readFields } from './fields.js';
import { authenticate, problems, record, type State } from './middleware.js';
import { page } from './page.js';
import type { Platform } from './platform.js';
import { invalid } from './problem.js';
import { readStudentAct } from './student-act.js';
import type { Traffic } from './traffic.js';

export interface AppParts {
  readonly token: string;
  /** Whose account the token opens. */
  readonly name: string;
  readonly platform: Platform;
  readonly traffic: Traffic;
}

const idempotencyKey = (sent: string): string => {
  if (/^[\x21-\x7e]{1,255}$/.test(sent)) return sent;
  const message = sent === '' ? 'is missing' : 'must be 1 to 255 letters, digits or signs of ASCII';
  throw invalid([{ path: 'Idempotency-Key', message }]);
};

/** The protocol of docs/training-jet.md, and a page that shows what was said. */
export const createApp = ({ token, name, platform, traffic }: AppParts): Koa<State> => {
  const shown = new Router<State>();
  shown.get('/', (ctx) => {
    ctx.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    ctx.type = 'html';
    ctx.body = page(traffic.all(), ctx.origin);
  });
  shown.get('/traffic', (ctx) => {
    ctx.body = traffic.all();
  });
  shown.post('/simulate/events', (ctx) => {
    const eventIds = platform.simulate(readStudentAct(parseBody(ctx.get('content-type'), ctx.state.text)));
    ctx.status = 202;
    ctx.body = { eventIds };
  });

  const v1 = new Router<State>({ prefix: '/v1' });
  v1.get('/account', (ctx) => {
    ctx.body = { name };
  });
  v1.get('/plans', (ctx) => {
    ctx.body = { plans: platform.plans };
  });
  v1.post('/subscriptions', (ctx) => {
    const key = idempotencyKey(ctx.get('idempotency-key'));
    const sent = parseBody(ctx.get('content-type'), ctx.state.text);
    const request = readFields({ email: Email, planId: Id }, { name: Name, externalRef: Id }, sent);
    const { subscription, already } = platform.subscribe(key, request);
    ctx.status = already ? 200 : 201;
    ctx.body = { ...subscription, ...(already ? { already } : {}) };
  });
  v1.get('/subscriptions/:id', (ctx) => {
    ctx.body = platform.find(String(ctx.params['id']));
  });
  v1.delete('/subscriptions/:id', (ctx) => {
    ctx.body = platform.end(String(ctx.params['id']));
  });

  const app = new Koa<State>();
  app.use(record(traffic));
  app.use(problems);
  app.use(async (ctx, next) => {
    ctx.set('x-content-type-options', 'nosniff');
    ctx.state.text = await readBody(ctx.req);
    await next();
  });
  app.use(shown.routes());
  // Whatever is not shown to everybody needs the token, however its path is written.
  app.use(authenticate(token));
  app.use(v1.routes());
  app.use(v1.allowedMethods());
  // A client that hangs up is an error of its own making.
  app.on('error', () => undefined);
  return app;
};
