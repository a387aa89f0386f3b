import getRawBody from 'raw-body';
import type { Middleware } from './context.js';
import type { Hook } from './hook.js';
import { toRefusal } from './read-body.js';

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const textParams = (params: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(params ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** Serves one hook below `publicUrl`, the address under which browsers and providers know this server. */
export const createServeHook =
  (publicUrl: string) =>
  (hook: Hook): Middleware =>
  async (ctx) => {
    ctx.state.route = hook.path;
    ctx.state.isSecretAddress = true;
    const length = ctx.get('content-length');
    const bytes = await getRawBody(ctx.req, {
      limit: hook.bodyLimit,
      ...(length === '' ? {} : { length }),
    }).catch((error: unknown) => {
      throw toRefusal(error, hook.bodyLimit);
    });
    const { requestId } = ctx.state;
    const answer = await hook.handle({
      params: textParams('params' in ctx ? ctx['params'] : {}),
      query: new URLSearchParams(ctx.querystring),
      header: (name) => ctx.get(name),
      text: decodeText(bytes),
      method: ctx.method,
      url: `${publicUrl}${ctx.url}`,
      cause: { actor: { kind: 'provider', id: hook.id }, correlationId: requestId, causationId: requestId },
    });
    for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
    ctx.body = answer.body ?? '';
    ctx.status = answer.status;
  };
