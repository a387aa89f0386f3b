import Router from '@koa/router';
import Koa from 'koa';
import type { RequestState } from './context.js';
import type { Hook } from './hook.js';
import { trackingHooks } from './hooks/tracking.js';
import { trainingJetHooks } from './hooks/training-jet.js';
import { twilioHooks } from './hooks/twilio.js';
import { accessLog, problems, requestId, securityHeaders } from './middleware.js';
import { describeRoutes } from './openapi/document.js';
import type { ApiPorts } from './ports.js';
import type { Route } from './route.js';
import { apiKeyRoutes } from './routes/api-keys.js';
import { archiveRoutes } from './routes/archive.js';
import { auditRoutes } from './routes/audit.js';
import { broadcastRoutes } from './routes/broadcasts.js';
import { callPatternRoutes } from './routes/call-patterns.js';
import { connectionRoutes } from './routes/connections.js';
import { eventRoutes } from './routes/events.js';
import { figureRoutes } from './routes/figures.js';
import { flowVersionRoutes } from './routes/flow-versions.js';
import { flowRoutes } from './routes/flows.js';
import { funnelRoutes } from './routes/funnels.js';
import { historyRoutes } from './routes/history.js';
import { importRoutes } from './routes/imports.js';
import { leadCommandRoutes } from './routes/lead-commands.js';
import { leadRoutes } from './routes/leads.js';
import { listMemberRoutes } from './routes/list-members.js';
import { listRoutes } from './routes/lists.js';
import { operationRoutes } from './routes/operations.js';
import { policyRoutes } from './routes/policy.js';
import { productRoutes } from './routes/products.js';
import { projectionRoutes } from './routes/projections.js';
import { reportRoutes } from './routes/reports.js';
import { runRoutes } from './routes/runs.js';
import { segmentRoutes } from './routes/segments.js';
import { smsTemplateRoutes } from './routes/sms-templates.js';
import { suppressionRoutes } from './routes/suppressions.js';
import { templateRoutes } from './routes/templates.js';
import { typeRoutes } from './routes/types.js';
import { variableRoutes } from './routes/variables.js';
import { createServe } from './serve.js';
import { createServeHook } from './serve-hook.js';

/** THE table of routes: the router and the API description are both made from it. */
export const createRoutes = (ports: ApiPorts): readonly Route[] => {
  const routes: readonly Route[] = [
    ...eventRoutes(ports),
    ...leadRoutes(ports),
    ...historyRoutes(ports),
    ...leadCommandRoutes(ports),
    ...runRoutes(ports),
    ...flowRoutes(ports),
    ...flowVersionRoutes(ports),
    ...figureRoutes(ports),
    ...reportRoutes(ports),
    ...broadcastRoutes(ports),
    ...importRoutes(ports),
    // Before the templates, which have an id in that place.
    ...variableRoutes,
    ...templateRoutes(ports),
    ...productRoutes(ports),
    ...funnelRoutes(ports),
    ...segmentRoutes(ports),
    ...smsTemplateRoutes(ports),
    ...callPatternRoutes(ports),
    ...listRoutes(ports),
    ...connectionRoutes(ports),
    ...listMemberRoutes(ports),
    ...policyRoutes(ports),
    ...suppressionRoutes(ports),
    ...apiKeyRoutes(ports),
    ...auditRoutes(ports),
    ...projectionRoutes(ports),
    ...archiveRoutes(ports),
    ...typeRoutes,
    ...operationRoutes(ports, () => describeRoutes(routes, ports.version)),
  ];
  return routes;
};

/** THE table of addresses for browsers and providers. */
export const createHooks = (ports: ApiPorts): readonly Hook[] => [
  ...trackingHooks(ports),
  ...trainingJetHooks(ports),
  ...twilioHooks(ports),
];

/** The HTTP API. */
export const createApp = (ports: ApiPorts): Koa<RequestState> => {
  const serve = createServe(ports);
  const router = new Router<RequestState>();
  for (const route of createRoutes(ports)) router.register(route.path, [route.method], serve(route));
  const serveHook = createServeHook(ports.publicUrl);
  for (const hook of createHooks(ports)) router.register(hook.path, [...hook.methods], serveHook(hook));

  const app = new Koa<RequestState>();
  app.use(requestId(ports));
  app.use(accessLog(ports));
  app.use(securityHeaders);
  app.use(problems(ports));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.on('error', (error: unknown) => ports.log.error({ err: error }, 'an answer could not be sent'));
  return app;
};
