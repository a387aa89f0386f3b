import type { Cause } from '../commands/event-log.js';
import { decode } from '../domain/codecs/decode.js';
import { Position } from '../domain/codecs/numbers.js';
import { createAdmit } from './admit.js';
import { numberInText } from './codecs.js';
import type { Middleware, RequestContext } from './context.js';
import { createOnce, readIdempotencyKey, scopedKey } from './idempotency.js';
import type { ApiPorts, Caller, StoredAnswer } from './ports.js';
import { RequestRefused } from './problem.js';
import { parseJson, readBody } from './read-body.js';
import { type Answer, hasBody, type Route } from './route.js';
import { bytesOf, CsvFile, JsonOrCsvType, StreamedText, StreamedType } from './streamed.js';
import { type Upload, UploadType, uploadOf } from './upload.js';

const defaultBodyLimit = 1024 * 1024;

const waitHeader = 'Leadline-Wait-For';

const causeOf = (ctx: RequestContext, caller: Caller | undefined): Cause => ({
  actor:
    caller === undefined ? { kind: 'system', id: 'anonymous' } : { kind: 'api-key', id: caller.apiKeyId },
  correlationId: ctx.state.requestId,
  causationId: ctx.state.requestId,
});

/** The version in If-Match; a tag that is none of ours matches nothing. */
const ifMatchOf = (ctx: RequestContext, { isConditional }: Route): number | undefined => {
  const tag = ctx.get('if-match');
  if (isConditional !== true || tag === '' || tag === '*') return undefined;
  const [, version] = /^(?:W\/)?"(\d{1,9})"$/.exec(tag) ?? [];
  if (version === undefined)
    throw new RequestRefused('changed-meanwhile', 'If-Match must hold the ETag that the last GET answered.');
  return Number(version);
};

/** A body where none is wanted is read too: what it asks for, such as a version, would be lost silently. */
const isSent = (ctx: RequestContext): boolean =>
  ctx.method === 'POST' && (Number(ctx.get('content-length')) > 0 || ctx.get('transfer-encoding') !== '');

/** The text of a body, or the body itself where it is taken as it arrives. */
const bodyOf = async (
  ctx: RequestContext,
  route: Route,
): Promise<{ readonly text: string; readonly body?: Upload }> => {
  const limit = route.bodyLimit ?? defaultBodyLimit;
  if (route.body instanceof UploadType) return { text: '', body: uploadOf(ctx.req, route.body, limit) };
  return { text: hasBody(route) || isSent(ctx) ? await readBody(ctx.req, limit) : '' };
};

const writeAnswer = (ctx: RequestContext, { status, headers, body }: StoredAnswer): void => {
  ctx.status = status;
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  ctx.body = body;
  ctx.type = 'application/json; charset=utf-8';
};

const streamedOf = ({ responses }: Route): StreamedType | undefined =>
  Object.values(responses).find((codec) => codec instanceof StreamedType);

const isJsonOrCsv = ({ responses }: Route): boolean =>
  Object.values(responses).some((codec) => codec instanceof JsonOrCsvType);

const writeStream = (ctx: RequestContext, { contentType }: StreamedType, { status, body }: Answer): void => {
  if (!(body instanceof StreamedText))
    throw new Error('the route answers with another body than it declares');
  ctx.status = status;
  ctx.body = bytesOf(body);
  ctx.type = body.contentType ?? contentType;
  ctx.set('content-disposition', `attachment; filename="${body.fileName}"`);
};

const createWaitFor =
  ({ waitFor }: Pick<ApiPorts, 'waitFor'>) =>
  async (ctx: RequestContext): Promise<void> => {
    const header = ctx.get(waitHeader);
    if (header === '') return;
    const position = decode(numberInText(Position), header, waitHeader);
    if (!position.ok)
      throw new RequestRefused('invalid', `${waitHeader} must be a position.`, { errors: position.faults });
    if (await waitFor(position.value)) return;
    throw new RequestRefused('unavailable', `The read models have not reached ${header} yet.`, {
      headers: { 'retry-after': '1' },
    });
  };

/** Turns answers into what goes out; a write that had nothing to append shows how far the writes before it went. */
const createEncode = () => {
  let written = 0;
  return ({ method }: Route, { status, body, position, version, location }: Answer): StoredAnswer => {
    if (position !== undefined && position > written) written = position;
    return {
      status,
      body: JSON.stringify(body),
      headers: {
        ...(method === 'GET' ? {} : { 'leadline-position': String(position ?? written) }),
        ...(version === undefined ? {} : { etag: `"${version}"` }),
        ...(location === undefined ? {} : { location }),
      },
    };
  };
};

/** What every route does: let in, wait, decode, handle once, encode. */
export const createServe = (ports: ApiPorts) => {
  const admit = createAdmit(ports);
  const waitForPosition = createWaitFor(ports);
  const encode = createEncode();
  const once = createOnce(ports.idempotency, ports.log);

  const carryOutOnce = async (
    ctx: RequestContext,
    route: Route,
    { text, carryOut }: { readonly text: string; readonly carryOut: () => Promise<StoredAnswer> },
  ): Promise<StoredAnswer> => {
    const key = route.method === 'POST' ? readIdempotencyKey(ctx.get('idempotency-key')) : undefined;
    const { caller } = ctx.state;
    if (key === undefined || caller === undefined || route.isReading === true) return carryOut();
    const { remembered } = route;
    const request = {
      key: scopedKey(caller, route.id, key),
      fingerprint: ports.hash(`${ctx.url} ${text}`),
      remembered: (answer: StoredAnswer) =>
        remembered === undefined
          ? answer
          : { ...answer, body: JSON.stringify(remembered(JSON.parse(answer.body))) },
    };
    return once(request, carryOut);
  };

  return (route: Route): Middleware =>
    async (ctx) => {
      ctx.state.route = route.path;
      const caller = await admit(ctx, route);
      if (caller !== undefined) ctx.state.caller = caller;
      await waitForPosition(ctx);
      const { text, body } = await bodyOf(ctx, route);
      const handle = async (): Promise<Answer> =>
        route.handle({
          params: 'params' in ctx ? ctx['params'] : {},
          query: ctx.query,
          body: body ?? (hasBody(route) || text !== '' ? parseJson(text) : {}),
          cause: causeOf(ctx, caller),
          ifMatch: ifMatchOf(ctx, route),
          prefersCsv: ctx.accepts('application/json', 'text/csv') === 'text/csv',
        });
      const streamed = streamedOf(route);
      if (streamed !== undefined) return writeStream(ctx, streamed, await handle());
      if (isJsonOrCsv(route)) {
        const answer = await handle();
        ctx.vary('Accept');
        if (answer.body instanceof StreamedText) return writeStream(ctx, CsvFile, answer);
        return writeAnswer(ctx, encode(route, answer));
      }
      const carryOut = async (): Promise<StoredAnswer> => encode(route, await handle());
      writeAnswer(ctx, await carryOutOnce(ctx, route, { text, carryOut }));
    };
};
