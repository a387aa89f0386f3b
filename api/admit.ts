import type { RequestContext } from './context.js';
import type { ApiPorts, Caller } from './ports.js';
import { RequestRefused } from './problem.js';
import type { Route } from './route.js';

const unauthenticated = (detail: string, challenge: string): RequestRefused =>
  new RequestRefused('unauthenticated', detail, { headers: { 'www-authenticate': challenge } });

const bearer = /^bearer +(\S+)$/i;

/** Lets in who may call the route; nobody is asked who they are where the route is public. */
export const createAdmit =
  ({ authenticate }: Pick<ApiPorts, 'authenticate'>) =>
  async (ctx: RequestContext, { access }: Route): Promise<Caller | undefined> => {
    if (access === 'public') return undefined;
    const [, apiKey] = bearer.exec(ctx.get('authorization')) ?? [];
    if (apiKey === undefined)
      throw unauthenticated('Send an API key as “Authorization: Bearer ll_…”.', 'Bearer realm="leadline"');
    const caller = await authenticate(apiKey);
    if (caller === undefined)
      throw unauthenticated(
        'This API key is unknown or revoked.',
        'Bearer realm="leadline", error="invalid_token"',
      );
    if (caller.role !== 'admin' && !access.includes(caller.role))
      throw new RequestRefused(
        'forbidden',
        `The role ${caller.role} may not do this; it takes ${['admin', ...access].join(' or ')}.`,
      );
    return caller;
  };
