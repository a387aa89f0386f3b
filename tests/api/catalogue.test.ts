import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, put, storedTypes, api } = useApi();

describe('products', () => {
  test('are created, read, changed and listed', async () => {
    const shoes = { productId: 'shoes', name: 'Shoes', price: 89.9, currency: 'EUR' };
    const created = await post('/v1/products', shoes);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...shoes, version: 1 });
    expect(created.headers.get('location')).toBe('/v1/products/shoes');
    expect((await post('/v1/products', shoes)).status).toBe(200);
    expect((await post('/v1/products', { ...shoes, name: 'Boots' })).status).toBe(409);
    const changed = await put('/v1/products/shoes', { name: 'Boots' });
    expect(changed.body).toEqual({ productId: 'shoes', name: 'Boots', version: 2 });
    expect((await get('/v1/products/shoes')).body).toEqual(changed.body);
    await post('/v1/products', { name: 'Without an id' });
    await api().settle();
    expect((await get('/v1/products')).body.items).toHaveLength(2);
  });

  test('are changed on the version that was seen', async () => {
    await post('/v1/products', { productId: 'shoes', name: 'Shoes' });
    const ifMatch = (tag: string) => ({ headers: { 'if-match': tag } });
    expect((await put('/v1/products/shoes', { name: 'Boots' }, ifMatch('"1"'))).headers.get('etag')).toBe(
      '"2"',
    );
    expect((await put('/v1/products/shoes', { name: 'Socks' }, ifMatch('"1"'))).status).toBe(412);
    expect((await put('/v1/products/nothing', { name: 'Socks' }, ifMatch('"1"'))).status).toBe(404);
    expect((await get('/v1/products/shoes')).body.name).toBe('Boots');
  });

  test('that are wrong are refused with every path', async () => {
    const answer = await post('/v1/products', {
      name: ' ',
      price: '1',
      currency: 'euro',
      url: 'ftp://x',
      id: 1,
    });
    expect(answer.status).toBe(400);
    expect([...pathsOf(answer)].sort()).toEqual(['currency', 'id', 'name', 'price', 'url']);
    expect(storedTypes()).toEqual([]);
    expect((await get('/v1/products/nothing')).status).toBe(404);
  });
});

describe('templates', () => {
  const welcome = {
    templateId: 'welcome',
    name: 'Welcome',
    subject: 'Hi {{ contact.firstName }}',
    text: 'x',
  };

  test('are created, read with all versions, revised and listed', async () => {
    const created = await post('/v1/templates', welcome);
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    const { templateId, ...content } = welcome;
    const revised = await put('/v1/templates/welcome', { ...content, subject: 'Hello' });
    expect(revised.body).toMatchObject({ templateId, version: 2, subject: 'Hello' });
    expect((await get('/v1/templates/welcome')).body.versions).toEqual([
      { version: 1, ...content },
      { version: 2, ...content, subject: 'Hello' },
    ]);
    await api().settle();
    expect((await get('/v1/templates')).body.items).toEqual([
      { templateId, version: 2, ...content, subject: 'Hello' },
    ]);
    expect((await put('/v1/templates/welcome', content, { headers: { 'if-match': '"1"' } })).status).toBe(
      412,
    );
    expect((await put('/v1/templates/nothing', content)).status).toBe(404);
    expect((await get('/v1/templates/nothing')).status).toBe(404);
  });

  test('that do not parse are refused with the path of each text', async () => {
    const broken = { ...welcome, subject: '{{ a', html: '{% if %}', text: '{% nonsense %}' };
    const { templateId: _, ...content } = broken;
    await post('/v1/templates', welcome);
    const before = storedTypes();
    for (const answer of [
      await post('/v1/templates', { ...broken, templateId: 'other' }),
      await put('/v1/templates/welcome', content),
    ]) {
      expect(answer.status).toBe(400);
      expect(pathsOf(answer)).toEqual(['subject', 'html', 'text']);
      expect(faultsOf(answer)[2]).toContain('is not a template: ');
    }
    expect(storedTypes()).toEqual(before);
  });
});

describe('an e-mail template without a body', () => {
  test('is refused', async () => {
    const empty = { templateId: 'empty', name: 'Empty', subject: 'Hello' };
    expect(pathsOf(await post('/v1/templates', empty))).toEqual(['text']);
  });
});

describe('GET /v1/types', () => {
  test('says of each type what its settings are, in a schema that stands alone', async () => {
    const { body } = await get('/v1/types', { as: 'client' });
    const typesIn = (list: readonly { readonly type: string }[]) => list.map(({ type }) => type);
    expect(typesIn(body.actions)).toContain('send-email');
    expect(typesIn(body.conditions)).toContain('purchased-product');
    expect(typesIn(body.triggers)).toContain('order-purchased');
    expect(typesIn(body.activities)).toContain('custom-event');
    const addTag = body.actions.find(({ type }: { type: string }) => type === 'add-tag');
    expect(addTag).toMatchObject({
      label: 'Add a tag',
      schema: {
        $ref: '#/$defs/AddTagSettings',
        $defs: {
          AddTagSettings: {
            type: 'object',
            required: ['type', 'tag'],
            properties: { type: { const: 'add-tag' }, tag: { type: 'string', maxLength: 100 } },
            additionalProperties: false,
          },
        },
      },
    });
  });
});

describe('a template in MJML', () => {
  const mjml = (inside: string) =>
    `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`;
  const card = { templateId: 'card', name: 'Card', subject: 'Hi' };

  test('is stored with the HTML that it stands for, and can be sent back as it was read', async () => {
    const source = mjml('<mj-text>Hi {{ contact.firstName }}</mj-text>');
    const created = await post('/v1/templates', { ...card, mjml: source });
    expect(created.status).toBe(201);
    expect(created.body.mjml).toBe(source);
    expect(created.body.html).toContain('Hi {{ contact.firstName }}</div>');
    const { name, subject, html } = created.body;
    const sentBack = await put('/v1/templates/card', { name, subject, html, mjml: source });
    expect(sentBack.body.version).toBe(1);
    const foreign = await put('/v1/templates/card', { name, subject, html: '<p>Other</p>', mjml: source });
    expect([foreign.status, pathsOf(foreign)]).toEqual([400, ['html']]);
  });

  test.each([
    mjml('<mj-text>'.repeat(2000) + '</mj-text>'.repeat(2000)),
    '<mjml>'.repeat(50_000),
    `<mjml>${'<a "'.repeat(50_000)}`,
    `<mjml><mj-body>${'<div x="<">'.repeat(5000)}${'</div>'.repeat(5000)}</mj-body></mjml>`,
    `<mjml><mj-body>${'<div x=">">'.repeat(5000)}${'</div>'.repeat(5000)}</mj-body></mjml>`,
    'no MJML',
    mjml('<mj-text>never closed'),
    mjml('<mj-include path="/etc/passwd"/>'),
    mjml('<mj-include path="http://127.0.0.1/"/>'),
    mjml('<mj-text>{% if %}</mj-text>'),
  ])('that is none is refused: %.60s', async (source) => {
    const refused = await post('/v1/templates', { ...card, mjml: source });
    expect([refused.status, pathsOf(refused)]).toEqual([400, ['mjml']]);
    expect(storedTypes()).toEqual([]);
  });
});
