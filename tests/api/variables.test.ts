import { describe, expect, test } from 'vitest';
import { personalise } from '../../commands/personalise.js';
import { useApi } from './support/use-api.js';

const { get, post } = useApi();

describe('GET /v1/templates/variables', () => {
  test('lists what texts may name, and stands before the templates', async () => {
    const { status, body } = await get('/v1/templates/variables', { as: 'analyst' });
    expect(status).toBe(200);
    expect(body.items).toContainEqual({
      name: 'contact.phone',
      placeholder: '#Contact | Phone #',
      example: '+4930901820',
      source: 'an attribute of the lead',
    });
    for (const group of ['contact', 'event', 'flow', 'product', 'offer', 'message'])
      expect(body.items.some(({ name }: { name: string }) => name.startsWith(`${group}.`))).toBe(true);
    expect(body.open).toContainEqual({
      pattern: 'contact.<attribute>',
      source: 'every other attribute of the lead',
    });
  });

  test('says of each what is shown where its value is missing', async () => {
    const { body } = await get('/v1/templates/variables');
    for (const { name, placeholder } of body.items)
      expect(personalise(`{{ ${name} }}`, {}, 'plain')).toEqual({ ok: true, text: placeholder });
  });

  test('keeps its address from templates', async () => {
    const template = { templateId: 'variables', name: 'x', subject: 'x', text: 'x' };
    expect((await post('/v1/templates', template)).status).toBe(409);
  });

  test('names what a template may hold', async () => {
    const { body } = await get('/v1/templates/variables');
    const text = body.items.map(({ name }: { name: string }) => `{{ ${name} }}`).join('\n');
    const created = await post('/v1/templates', { templateId: 'all', name: 'All', subject: 'All', text });
    expect(created.status).toBe(201);
  });
});
