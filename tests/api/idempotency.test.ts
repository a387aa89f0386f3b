import { describe, expect, test } from 'vitest';
import { createMemoryIdempotency } from './support/memory-idempotency.js';
import { pathsOf, useApi } from './support/use-api.js';

const note = { type: 'make-note', text: 'once' };

describe('Idempotency-Key', () => {
  const { post, patch, api, storedTypes } = useApi();
  const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

  test('a request that is sent again gets the same answer, and happens once', async () => {
    const { body: lead } = await post('/v1/leads', { email: 'a@b.example' });
    const path = `/v1/leads/${lead.leadId}/commands`;
    const first = await post(path, note, keyed('k-1'));
    const second = await post(path, note, keyed('k-1'));
    expect(second.status).toBe(first.status);
    expect(second.body).toEqual(first.body);
    for (const header of ['leadline-position', 'location'])
      expect(second.headers.get(header)).toBe(first.headers.get(header));
    expect(first.headers.has('idempotency-replayed')).toBe(false);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(storedTypes().filter((type) => type === 'NoteMade')).toHaveLength(1);
    await post(path, note, keyed('k-2'));
    await post(path, note);
    expect(storedTypes().filter((type) => type === 'NoteMade')).toHaveLength(3);
  });

  test('another body or another lead with the same key is 422', async () => {
    const [a, b] = [
      await post('/v1/leads', { email: 'a@b.example' }),
      await post('/v1/leads', { email: 'b@b.example' }),
    ];
    const path = `/v1/leads/${a.body.leadId}/commands`;
    await post(path, note, keyed('k'));
    for (const answer of [
      await post(path, { ...note, text: 'twice' }, keyed('k')),
      await post(`/v1/leads/${b.body.leadId}/commands`, note, keyed('k')),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.body.type).toBe('/problems/key-reused');
    }
    expect(storedTypes().filter((type) => type === 'NoteMade')).toHaveLength(1);
  });

  test('another caller, or another route, has keys of its own', async () => {
    expect((await post('/v1/leads', { email: 'a@b.example' }, keyed('k'))).status).toBe(201);
    const other = await post('/v1/leads', { email: 'a@b.example' }, { ...keyed('k'), as: 'client' });
    expect(other.headers.has('idempotency-replayed')).toBe(false);
    expect(other.status).toBe(200);
    expect((await post('/v1/products', { name: 'x' }, keyed('k'))).status).toBe(201);
  });

  test('of a request that only reads, no answer is kept: it is asked again', async () => {
    const { body: lead } = await post('/v1/leads', { email: 'a@b.example', attributes: { city: 'Rome' } });
    await post('/v1/templates', {
      templateId: 'hello',
      name: 'x',
      subject: '{{ contact.city }}',
      text: 'x',
    });
    const preview = () => post('/v1/templates/hello/preview', { leadId: lead.leadId }, keyed('k'));
    expect((await preview()).body.subject).toBe('Rome');
    await patch(`/v1/leads/${lead.leadId}`, { attributes: { city: 'Oslo' } });
    expect((await preview()).body.subject).toBe('Oslo');
  });

  test('a refused request leaves its key free', async () => {
    expect((await post('/v1/products', { nam: 'x' }, keyed('k'))).status).toBe(400);
    expect((await post('/v1/products', { name: 'x' }, keyed('k'))).status).toBe(201);
  });

  test('a key that cannot be one is 400', async () => {
    for (const key of ['with space', 'x'.repeat(201)])
      expect(pathsOf(await post('/v1/products', { name: 'x' }, keyed(key)))).toEqual(['Idempotency-Key']);
    expect((await post('/v1/products', { name: 'x' }, keyed('x'.repeat(200)))).status).toBe(201);
  });

  test('an issued API key is not kept for a repetition', async () => {
    const first = await post('/v1/api-keys', { name: 'x', role: 'client' }, keyed('k'));
    const second = await post('/v1/api-keys', { name: 'x', role: 'client' }, keyed('k'));
    expect(first.body.key).toMatch(/^ll_/);
    const { key: _key, ...rest } = first.body;
    expect(second.body).toEqual(rest);
    expect(api().idempotency.kept()).not.toContain(first.body.key);
  });
});

describe('Idempotency-Key of a request that is still running', () => {
  let release: () => void = () => undefined;
  const store = createMemoryIdempotency();
  const { post, storedTypes } = useApi(() => ({
    idempotency: {
      ...store,
      finish: async (key, answer) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        await store.finish(key, answer);
      },
    },
  }));

  test('is 409', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = post('/v1/products', { productId: 'x', name: 'x' }, { headers });
    while (storedTypes().length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await post('/v1/products', { productId: 'x', name: 'x' }, { headers });
    expect(second.status).toBe(409);
    expect(second.body.type).toBe('/problems/request-running');
    release();
    expect((await first).status).toBe(201);
    expect(storedTypes()).toEqual(['ProductCreated']);
  });
});

describe('a store of keys that breaks after the write', () => {
  const { post, api } = useApi(() => ({
    idempotency: {
      ...createMemoryIdempotency(),
      finish: async () => {
        throw new Error('gone');
      },
    },
  }));

  test('does not turn a success into an error', async () => {
    const answer = await post('/v1/products', { name: 'x' }, { headers: { 'idempotency-key': 'k' } });
    expect(answer.status).toBe(201);
    expect(api().log.lines.some(({ level }) => level === 'warn')).toBe(true);
  });
});
