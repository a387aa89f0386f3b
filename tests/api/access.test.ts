import { describe, expect, test } from 'vitest';
import type { Role } from '../../domain/api-key/api-key.js';
import { useApi } from './support/use-api.js';

const id = '018f3c00-0000-7000-8000-000000000000';
const others: readonly Role[] = ['client', 'analyst', 'auditor'];

/** Who may call what beside admin. */
const table: readonly (readonly [method: string, path: string, roles: readonly Role[]])[] = [
  ['POST', '/v1/events', ['client']],
  ['POST', '/v1/leads', ['client']],
  ['PATCH', `/v1/leads/${id}`, ['client']],
  ['DELETE', `/v1/leads/${id}`, []],
  ['POST', `/v1/leads/${id}/commands`, ['client']],
  ['POST', `/v1/runs/${id}/cancel`, ['client']],
  ['GET', '/v1/leads', others],
  ['GET', `/v1/leads/${id}`, others],
  ['GET', `/v1/leads/${id}/history`, others],
  ['GET', `/v1/leads/${id}/history/export`, ['auditor']],
  ['GET', `/v1/leads/${id}/diff?fromRevision=0`, others],
  ['GET', '/v1/export-key', others],
  ['GET', `/v1/leads/${id}/why-not?flowId=x`, others],
  ['GET', `/v1/leads/${id}/runs`, others],
  ['GET', `/v1/runs/${id}`, others],
  ['GET', '/v1/types', others],
  ['GET', '/v1/flows', ['analyst', 'auditor']],
  ['GET', '/v1/flows/welcome', ['analyst', 'auditor']],
  ['GET', '/v1/flows/welcome/versions', ['analyst', 'auditor']],
  ['GET', '/v1/flows/welcome/versions/1', ['analyst', 'auditor']],
  ['GET', '/v1/flows/welcome/stats', ['analyst', 'auditor']],
  ['GET', '/v1/flows/welcome/cohorts', ['analyst', 'auditor']],
  ['POST', '/v1/flows/welcome/recheck', ['analyst', 'auditor']],
  ['POST', '/v1/flows/welcome/backtest', ['analyst', 'auditor']],
  ['POST', '/v1/segments/past', ['analyst', 'auditor']],
  ['GET', '/v1/reports', ['analyst', 'auditor']],
  ['GET', `/v1/reports/${id}`, ['analyst', 'auditor']],
  ['GET', `/v1/reports/${id}/rows`, ['analyst', 'auditor']],
  ['GET', `/v1/reports/${id}/compare`, ['analyst', 'auditor']],
  ['POST', `/v1/reports/${id}/cancel`, ['analyst', 'auditor']],
  ['DELETE', `/v1/reports/${id}`, ['analyst', 'auditor']],
  ['GET', '/v1/emails/stats', ['analyst', 'auditor']],
  ['GET', '/v1/templates', ['analyst', 'auditor']],
  ['GET', '/v1/templates/welcome', ['analyst', 'auditor']],
  ['POST', '/v1/templates/welcome/preview', ['analyst', 'auditor']],
  ['POST', '/v1/templates/welcome/test', []],
  ['GET', '/v1/templates/variables', ['analyst', 'auditor']],
  ['GET', '/v1/products', ['analyst', 'auditor']],
  ['GET', '/v1/products/x', ['analyst', 'auditor']],
  ['GET', '/v1/audit/unknown-references', ['auditor']],
  ['GET', '/v1/archive', []],
  ['GET', '/v1/projections', ['auditor']],
  ['GET', '/v1/projections/leads', ['auditor']],
  ['POST', '/v1/projections/leads/rebuild', []],
  ['DELETE', '/v1/projections/leads/rebuild', []],
  ['POST', '/v1/projections/leads/verify', []],
  ['DELETE', '/v1/projections/leads/verify', []],
  ['POST', '/v1/flows', []],
  ['PUT', '/v1/flows/welcome', []],
  ['POST', '/v1/flows/welcome/activate', []],
  ['POST', '/v1/flows/welcome/pause', []],
  ['POST', '/v1/flows/welcome/move', []],
  ['POST', '/v1/templates', []],
  ['PUT', '/v1/templates/welcome', []],
  ['POST', '/v1/products', []],
  ['PUT', '/v1/products/x', []],
  ['POST', '/v1/segments/query', others],
  ['POST', '/v1/segments/count', others],
  ['POST', '/v1/segments/export', others],
  ['POST', '/v1/segments/explain', others],
  ['GET', '/v1/segments', ['analyst', 'auditor']],
  ['GET', '/v1/segments/vips', ['analyst', 'auditor']],
  ['GET', '/v1/segments/vips/count', others],
  ['POST', '/v1/segments', []],
  ['PUT', '/v1/segments/vips', []],
  ['GET', '/v1/flows/welcome/preview', ['analyst', 'auditor']],
  ['GET', '/v1/funnels', ['analyst', 'auditor']],
  ['GET', '/v1/funnels/webinars', ['analyst', 'auditor']],
  ['POST', '/v1/funnels', []],
  ['PUT', '/v1/funnels/webinars', []],
  ['GET', '/v1/sms-templates', ['analyst', 'auditor']],
  ['GET', '/v1/sms-templates/thanks', ['analyst', 'auditor']],
  ['POST', '/v1/sms-templates', []],
  ['PUT', '/v1/sms-templates/thanks', []],
  ['POST', '/v1/sms-templates/thanks/preview', ['analyst', 'auditor']],
  ['POST', '/v1/sms-templates/thanks/test', []],
  ['GET', '/v1/call-patterns', ['analyst', 'auditor']],
  ['GET', '/v1/call-patterns/welcome', ['analyst', 'auditor']],
  ['POST', '/v1/call-patterns', []],
  ['PUT', '/v1/call-patterns/welcome', []],
  ['POST', '/v1/call-patterns/welcome/test', []],
  ['GET', '/v1/lists', ['analyst', 'auditor']],
  ['GET', '/v1/lists/news', ['analyst', 'auditor']],
  ['POST', '/v1/lists', []],
  ['PUT', '/v1/lists/news', []],
  ['GET', '/v1/lists/news/members', others],
  ['GET', '/v1/lists/news/export', others],
  ['POST', '/v1/lists/news/members', ['client']],
  ['DELETE', `/v1/lists/news/members/${id}`, ['client']],
  ['POST', '/v1/broadcasts', ['client']],
  ['GET', '/v1/broadcasts', others],
  ['GET', '/v1/broadcasts/spring', others],
  ['GET', '/v1/broadcasts/spring/members', others],
  ['POST', '/v1/broadcasts/spring/pause', ['client']],
  ['POST', '/v1/broadcasts/spring/resume', ['client']],
  ['POST', '/v1/broadcasts/spring/cancel', ['client']],
  ['POST', '/v1/imports', ['client']],
  ['GET', '/v1/imports', others],
  ['GET', '/v1/imports/spring', others],
  ['PUT', '/v1/imports/spring/file', ['client']],
  ['POST', '/v1/imports/spring/dry-run', ['client']],
  ['POST', '/v1/imports/spring/start', ['client']],
  ['POST', '/v1/imports/spring/pause', ['client']],
  ['POST', '/v1/imports/spring/resume', ['client']],
  ['POST', '/v1/imports/spring/cancel', ['client']],
  ['GET', '/v1/imports/spring/faults', others],
  ['GET', '/v1/imports/spring/faults/export', others],
  ['GET', '/v1/connections', ['analyst', 'auditor']],
  ['GET', '/v1/connections/main', ['analyst', 'auditor']],
  ['POST', '/v1/connections', []],
  ['PUT', '/v1/connections/main', []],
  ['DELETE', '/v1/connections/main', []],
  ['POST', '/v1/connections/main/check', []],
  ['GET', '/v1/sending-policy', ['analyst', 'auditor']],
  ['PUT', '/v1/sending-policy', []],
  ['GET', '/v1/suppressions', ['analyst', 'auditor']],
  ['POST', '/v1/suppressions', ['client']],
  ['POST', '/v1/email-feedback', ['client']],
  ['POST', '/v1/suppressions/release', []],
  ['POST', `/v1/leads/${id}/consent`, ['client']],
  ['POST', '/v1/api-keys', []],
  ['DELETE', '/v1/api-keys/nobody12', []],
];

describe('who may do what', () => {
  const { send, api, storedTypes, post, get } = useApi();

  test.each(table)('%s %s', async (method, path, roles) => {
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: { nonsense: true } };
    for (const as of [...others, 'admin'] as const) {
      const { status } = await send(method, path, { ...body, as });
      if (as === 'admin' || roles.includes(as)) expect([200, 400, 404, 415]).toContain(status);
      else expect(status).toBe(403);
    }
    expect(storedTypes()).toEqual([]);
  });

  test('the table above holds every route that is not public', () => {
    const inTable = table.map(([method, path]) => `${method} ${path.split('/').length}`);
    const routes = api().routes.filter(({ access }) => access !== 'public');
    expect(routes.map(({ method, path }) => `${method} ${path.split('/').length}`).sort()).toEqual(
      inTable.sort(),
    );
  });

  test('a refusal names the roles that may', async () => {
    const answer = await post('/v1/flows', {}, { as: 'analyst' });
    expect(answer.body).toMatchObject({
      type: '/problems/forbidden',
      detail: 'The role analyst may not do this; it takes admin.',
    });
  });

  test('an issued key works, is stored as a hash only, and works no more once it is revoked', async () => {
    const issued = await post('/v1/api-keys', { name: 'Web shop', role: 'client' });
    expect(issued.status).toBe(201);
    const { key, apiKeyId } = issued.body;
    expect(key).toMatch(/^ll_[0-9a-z]{12}_\S{30,}$/);
    const headers = { authorization: `Bearer ${key}` };
    expect((await get('/v1/leads', { headers })).status).toBe(200);
    expect(JSON.stringify(api().events.after(0))).not.toContain(key.split('_')[2]);

    expect((await send('DELETE', `/v1/api-keys/${apiKeyId}`)).body).toEqual({ apiKeyId, status: 'revoked' });
    expect((await get('/v1/leads', { headers })).status).toBe(401);
    expect((await send('DELETE', '/v1/api-keys/nobody12')).status).toBe(404);
    expect((await post('/v1/api-keys', { name: 'x', role: 'root' })).status).toBe(400);
  });
});
