import { describe, expect, test } from 'vitest';
import { isSigned } from '../../cli/verify-export.js';
import { verifyHistory } from '../../commands/history/verify-history.js';
import { sha256 } from '../../runtime/sign.js';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, patch, send, api } = useApi();

const welcome = {
  flowId: 'welcome',
  activate: true,
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'signup' },
  steps: [{ action: { type: 'add-tag', tag: 'welcomed' }, when: { type: 'immediately' } }],
};

const ada = async (): Promise<string> => {
  await post('/v1/flows', welcome);
  const { body } = await post('/v1/leads', { email: 'ada@example.com', attributes: { city: 'Bonn' } });
  await post('/v1/events', {
    type: 'form-submitted',
    lead: { leadId: body.leadId },
    occurredAt: '2026-02-01T10:00:00Z',
    data: { formId: 'signup', fields: {} },
  });
  await api().settle();
  await patch(`/v1/leads/${body.leadId}`, { attributes: { city: 'Köln', age: 36 } });
  return body.leadId;
};

const typesIn = async (path: string): Promise<readonly string[]> =>
  (await get(path)).body.items.map(({ type }: { type: string }) => type);

describe('GET /v1/leads/:id/history', () => {
  test('gives the events of some types, of a time, or of a flow, page by page', async () => {
    const path = `/v1/leads/${await ada()}/history`;
    const all = await typesIn(path);
    expect(await typesIn(`${path}?type=TagAdded,AttributesSet`)).toEqual([
      'AttributesSet',
      'TagAdded',
      'AttributesSet',
    ]);
    expect(await typesIn(`${path}?until=2026-02-02T00:00:00Z`)).toEqual([
      'FormSubmitted',
      'FlowEntered',
      'StepScheduled',
    ]);
    const ofFlow = ['FlowEntered', 'StepScheduled', 'TagAdded', 'StepSucceeded', 'FlowFinished'];
    expect(await typesIn(`${path}?flowId=welcome`)).toEqual(ofFlow);
    const first = (await get(`${path}?flowId=welcome&limit=2`)).body;
    expect(first.items.map(({ type }: { type: string }) => type)).toEqual(ofFlow.slice(0, 2));
    expect(await typesIn(`${path}?flowId=welcome&from=${first.next}`)).toEqual(ofFlow.slice(2));
    expect(await typesIn(`${path}?flowId=other`)).toEqual([]);
    expect(await typesIn(`${path}?since=2026-02-02T00:00:00Z`)).toHaveLength(all.length - 3);
    expect((await get(`${path}?since=yesterday`)).status).toBe(400);
    expect(faultsOf(await get(`${path}?type=TagAdded,TagsAdded`))).toEqual([
      'type there are no events of the type “TagsAdded”',
    ]);
  });
});

describe('GET /v1/leads/:id/history/export', () => {
  test('is a file that proves itself, signed with the key that is told', async () => {
    const leadId = await ada();
    const answer = await fetch(`${api().url}/v1/leads/${leadId}/history/export`, {
      headers: { authorization: `Bearer ${api().keys.auditor}` },
    });
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toContain(`lead-${leadId}.ndjson`);
    const lines = (await answer.text()).trimEnd().split('\n');
    const verified = await verifyHistory(
      (async function* () {
        yield* lines;
      })(),
      { sha256, isSigned },
    );
    const { publicKey } = (await get('/v1/export-key')).body;
    expect(verified).toMatchObject({
      ok: true,
      header: { leadId, publicKey, about: { attributes: { age: 36 } } },
    });
  });

  test('of nobody is 404', async () => {
    const { status } = await get('/v1/leads/00000000-0000-7000-8000-000000000000/history/export');
    expect(status).toBe(404);
  });
});

describe('GET /v1/leads/:id/diff', () => {
  test('says what was other at two moments', async () => {
    const path = `/v1/leads/${await ada()}/diff`;
    const { body } = await get(`${path}?fromRevision=1`);
    expect(body.changes).toEqual([
      { path: 'attributes.age', after: 36 },
      { path: 'attributes.city', before: 'Bonn', after: 'Köln' },
      {
        path: 'registeredAt',
        before: expect.any(String),
        after: '2026-02-01T10:00:00.000Z',
      },
      { path: 'tags.welcomed', after: true },
    ]);
    expect((await get(`${path}?fromRevision=1&toRevision=1`)).body.changes).toEqual([]);
    const past = await get(`${path}?from=2020-01-01T00:00:00Z&toRevision=1`);
    expect(past.body.changes).toContainEqual({ path: 'attributes.city', after: 'Bonn' });
  });

  test.each([
    ['', 'from'],
    ['from=2026-01-01T00:00:00Z&fromRevision=1', 'from'],
    ['fromRevision=0&to=2026-01-01T00:00:00Z&toRevision=1', 'to'],
    ['fromRevision=x', 'fromRevision'],
  ])('wants two moments, each said once: %s', async (query, path) => {
    const answer = await get(`/v1/leads/${await ada()}/diff?${query}`);
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
  });
});

test('an erased lead has no past either, but for its history', async () => {
  const leadId = await ada();
  expect((await send('DELETE', `/v1/leads/${leadId}`)).status).toBe(200);
  const now = new Date().toISOString();
  for (const path of [
    '?revision=1',
    `?at=${now}`,
    '/diff?fromRevision=0',
    '/diff?fromRevision=0&toRevision=1',
  ])
    expect([path, (await get(`/v1/leads/${leadId}${path}`)).status]).toEqual([path, 410]);
  expect((await get(`/v1/leads/${leadId}/history`)).status).toBe(200);
});
