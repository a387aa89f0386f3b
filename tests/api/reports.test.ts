import { describe, expect, test } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { LeadId } from '../../domain/codecs/ids.js';
import { uuidAt } from '../support/recorded.js';
import { useApi } from './support/use-api.js';

const flow = {
  flowId: 'welcome',
  activate: true,
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'a' },
  steps: [
    {
      action: { type: 'make-note', text: 'x' },
      when: { type: 'immediately' },
      conditions: { not: { type: 'has-tag', tag: 'x' } },
    },
  ],
};
const submitted = (email: string) => ({
  type: 'form-submitted',
  lead: { email },
  data: { formId: 'a', fields: {} },
});

describe('reports over HTTP', () => {
  const { send, post, get, api } = useApi();

  const file = async (path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${api().keys.analyst}` };
    return (await fetch(`${api().url}${path}`, { headers })).text();
  };

  test('one is asked for, made, shown, and removed', async () => {
    await post('/v1/flows', flow);
    for (const name of ['a', 'b']) await post('/v1/events', submitted(`${name}@example.com`));
    await api().settle();
    const asked = await post('/v1/flows/welcome/recheck', {}, { as: 'auditor' });
    expect(asked.status).toBe(202);
    const { reportId } = asked.body;
    expect(asked.headers.get('location')).toBe(`/v1/reports/${reportId}`);
    expect(asked.body).toMatchObject({
      kind: 'recheck',
      status: 'waiting',
      input: { type: 'recheck', flowId: 'welcome' },
      progress: { done: 0, total: 0, rate: 0 },
      by: { kind: 'api-key' },
    });

    await api().makeReports();
    expect((await get(`/v1/reports/${reportId}`)).body).toMatchObject({
      status: 'done',
      progress: { done: 2, total: 2 },
      figures: [
        { figure: 'leads', count: 2 },
        { figure: 'decisions', count: 2 },
      ],
    });
    expect((await get(`/v1/reports/${reportId}/rows`)).body).toEqual({ items: [] });
    expect((await post(`/v1/reports/${reportId}/cancel`, {})).status).toBe(409);
    expect((await get('/v1/reports')).body.items).toHaveLength(1);
    expect((await send('DELETE', `/v1/reports/${reportId}`)).body).toEqual({ reportId, removed: true });
    expect((await get(`/v1/reports/${reportId}`)).status).toBe(404);
    expect((await get(`/v1/reports/${reportId}/rows`)).status).toBe(404);
  });

  test('the newest stands first, page by page', async () => {
    await post('/v1/flows', flow);
    const ids: string[] = [];
    for (let no = 0; no < 3; no += 1) ids.push((await post('/v1/flows/welcome/recheck', {})).body.reportId);
    ids.sort().reverse();
    const first = await get('/v1/reports?limit=2');
    expect(first.body.items.map((item: { reportId: string }) => item.reportId)).toEqual(ids.slice(0, 2));
    const second = await get(`/v1/reports?limit=2&after=${first.body.next}`);
    expect(second.body.items).toMatchObject([{ reportId: ids[2] }]);
    expect(second.body.next).toBeUndefined();
  });

  test('rows come page by page, and whole as a file', async () => {
    await post('/v1/flows', flow);
    const { reportId } = (await post('/v1/flows/welcome/recheck', {})).body;
    await api().makeReports();
    const data = { stepNo: 0, what: 'found', was: ['=a'], is: null };
    await api().reportStore.saveRows(
      [1, 2, 3].map((no) => ({
        reportId,
        leadId: decodeOrThrow(LeadId, uuidAt(no, 'd')),
        no: 0,
        data,
      })),
    );
    const first = (await get(`/v1/reports/${reportId}/rows?limit=2`)).body;
    expect(first.items).toEqual([1, 2].map((no) => ({ leadId: uuidAt(no, 'd'), no: 0, ...data })));
    const second = (await get(`/v1/reports/${reportId}/rows?limit=2&after=${first.next}`)).body;
    expect(second.items).toHaveLength(1);
    expect(second.next).toBeUndefined();
    const csv = await file(`/v1/reports/${reportId}/rows?format=csv`);
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'leadId,runId,flowVersion,stepNo,rule,revision,evaluatedAt,at,what,was,is',
      `${uuidAt(1, 'd')},,,0,,,,,found,"[""=a""]",`,
    ]);
    expect(csv.split('\r\n')).toHaveLength(5);
    const lines = (await file(`/v1/reports/${reportId}/rows?format=ndjson`)).trim().split('\n');
    expect(lines.map((line: string) => JSON.parse(line))).toEqual([...first.items, ...second.items]);
    expect((await get(`/v1/reports/${reportId}/rows?after=nonsense`)).body.errors).toMatchObject([
      { path: 'after' },
    ]);
  });

  test('a changed flow is run on the past, and compared with another run', async () => {
    await post('/v1/flows', flow);
    const from = api().ports.clock();
    for (const name of ['a', 'b']) await post('/v1/events', submitted(`${name}@example.com`));
    await api().settle();
    api().advance(3_600_000);
    const body = { from, until: api().ports.clock() };
    const { flowId: _id, activate: _activate, ...definition } = flow;
    const steps = [
      ...flow.steps,
      { action: { type: 'make-note', text: 'y' }, when: { type: 'immediately' } },
    ];
    const [same, changed] = [
      await post('/v1/flows/welcome/backtest', body, { as: 'analyst' }),
      await post('/v1/flows/welcome/backtest', { ...body, definition: { ...definition, steps } }),
    ];
    expect([same.status, changed.status]).toEqual([202, 202]);
    await api().makeReports();
    const figures = (await get(`/v1/reports/${same.body.reportId}`)).body.figures;
    expect(figures).toContainEqual({ figure: 'same', count: 2 });
    const rows = (await get(`/v1/reports/${changed.body.reportId}/rows`)).body.items;
    expect(rows).toMatchObject([
      { difference: 'different', simulated: { version: 2 }, really: { version: 1 } },
      { difference: 'different' },
    ]);
    const path = `/v1/reports/${same.body.reportId}/compare`;
    const first = (await get(`${path}?with=${changed.body.reportId}&limit=1`)).body;
    expect(first.items).toMatchObject([{ here: [{ steps: [{}] }], there: [{ steps: [{}, {}] }] }]);
    expect(first.next).toBe(first.items[0].leadId);
    const second = (await get(`${path}?with=${changed.body.reportId}&limit=1&after=${first.next}`)).body;
    expect(second.items).toHaveLength(1);
    expect(second.next).toBeUndefined();
    expect((await get(`${path}?with=${same.body.reportId}`)).body).toEqual({ items: [] });
    const other = (await post('/v1/flows/welcome/recheck', {})).body.reportId;
    expect((await get(`${path}?with=${other}`)).body.errors).toMatchObject([{ path: 'with' }]);
    expect((await get(path)).body.errors).toMatchObject([{ path: 'with' }]);
    const csv = await file(`/v1/reports/${changed.body.reportId}/rows?format=csv`);
    expect(csv.split('\r\n')[0]).toBe('leadId,difference,simulated,really');
  });

  test('who was in a segment is asked of the past', async () => {
    await post('/v1/events', submitted('a@example.com'));
    await api().settle();
    const at = api().ports.clock();
    const asked = await post('/v1/segments/past', { segment: { everyone: true }, at });
    expect(asked.status).toBe(202);
    await api().makeReports();
    const rows = (await get(`/v1/reports/${asked.body.reportId}/rows`)).body.items;
    expect(rows).toMatchObject([{ email: 'a@example.com' }]);
    const late = await post('/v1/segments/past', { segment: { everyone: true }, at: '2027-01-01T00:00:00Z' });
    expect(late.body.errors).toMatchObject([{ path: 'at' }]);
  });

  test('what is wrong is named', async () => {
    expect((await post('/v1/flows/nobody/recheck', {})).status).toBe(404);
    await post('/v1/flows', flow);
    const body = { from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' };
    expect((await post('/v1/flows/welcome/recheck', body)).body.errors).toMatchObject([{ path: 'until' }]);
    expect((await get('/v1/reports/nonsense')).status).toBe(404);
  });
});
