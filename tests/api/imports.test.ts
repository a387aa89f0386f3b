import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useApi } from './support/use-api.js';

const { api, get, post, send, stored, storedTypes } = useApi();

const mapping = [
  { column: 'mail', to: { kind: 'email' } },
  { column: 'age', to: { kind: 'attribute', attribute: 'age', as: 'number' } },
];
const plan = { importId: 'fair', format: 'csv', mapping, onExisting: 'update' };
const file = 'mail,age\nada@example.com,36\nbob@,\ncy@example.com,old\n';

const put = (raw: string, path = '/v1/imports/fair/file', type = 'text/csv') =>
  send('PUT', path, { raw, headers: { 'content-type': type } });

const begin = async (text = file): Promise<void> => {
  expect((await post('/v1/imports', plan)).status).toBe(201);
  expect((await put(text)).status).toBe(200);
};

const ask = async (verb: string) => {
  const answer = await post(`/v1/imports/fair/${verb}`, undefined);
  await api().settle();
  return answer;
};

const download = async (path: string) => {
  const response = await fetch(`${api().url}${path}`, {
    headers: { authorization: `Bearer ${api().keys.analyst}` },
  });
  return { type: response.headers.get('content-type'), text: await response.text() };
};

describe('an import', () => {
  test('is created once, takes its file, and is shown', async () => {
    const { status, headers, body } = await post('/v1/imports', plan);
    expect([status, headers.get('location'), body]).toEqual([
      201,
      '/v1/imports/fair',
      { ...plan, status: 'created' },
    ]);
    expect((await post('/v1/imports', plan)).status).toBe(200);
    expect((await post('/v1/imports', { ...plan, onExisting: 'skip' })).status).toBe(409);
    const received = await put(file);
    expect(received.body).toMatchObject({ status: 'ready', file: { bytes: file.length, lines: 4 } });
    await api().settle();
    expect((await get('/v1/imports/fair')).body).toMatchObject({
      status: 'ready',
      createdAt: expect.any(String),
    });
    expect((await get('/v1/imports')).body.items).toMatchObject([{ importId: 'fair' }]);
    expect((await get('/v1/imports/none')).status).toBe(404);
  });

  test('says in a dry run what is wrong with every bad line, and then imports the good ones', async () => {
    await begin();
    expect((await ask('dry-run')).body).toMatchObject({ status: 'dry-running' });
    const counts = { created: 1, updated: 0, unchanged: 0, skipped: 0, faulty: 2 };
    const total = { bytes: file.length, lines: 4 };
    expect((await get('/v1/imports/fair')).body).toMatchObject({
      status: 'ready',
      dryRun: { counts, faultsKept: 2, done: total, total, secondsLeft: 0 },
    });
    expect(storedTypes().filter((type) => type.startsWith('Lead'))).toEqual([]);
    const first = await get('/v1/imports/fair/faults?limit=1');
    expect(first.body).toEqual({
      items: [{ line: 3, column: 'mail', value: 'bob@', reason: 'must be an e-mail address' }],
      next: '1',
    });
    expect((await get('/v1/imports/fair/faults?limit=1&after=1')).body).toEqual({
      items: [{ line: 4, column: 'age', value: 'old', reason: 'must be a number, such as 12.5' }],
    });
    expect((await get('/v1/imports/fair/faults?pass=import')).body).toEqual({ items: [] });
    await ask('start');
    expect((await get('/v1/imports/fair')).body).toMatchObject({ status: 'completed', import: { counts } });
    expect(storedTypes().filter((type) => type === 'LeadRegistered')).toHaveLength(1);
    await ask('start');
    expect(storedTypes().filter((type) => type === 'LeadRegistered')).toHaveLength(1);
  });

  test('gives its faults as a file', async () => {
    await begin();
    await ask('dry-run');
    expect(await download('/v1/imports/fair/faults/export')).toEqual({
      type: 'text/csv; charset=utf-8; header=present',
      text: 'line,column,reason,value\r\n3,mail,must be an e-mail address,bob@\r\n4,age,"must be a number, such as 12.5",old\r\n',
    });
    const { type, text } = await download('/v1/imports/fair/faults/export?format=ndjson');
    expect(type).toBe('application/x-ndjson; charset=utf-8');
    expect(text.split('\n').map((line) => line && JSON.parse(line).line)).toEqual([3, 4, '']);
  });

  test('is paused, resumed and cancelled', async () => {
    await begin();
    expect((await post('/v1/imports/fair/pause', undefined)).status).toBe(409);
    await post('/v1/imports/fair/start', undefined);
    expect((await post('/v1/imports/fair/pause', undefined)).body.status).toBe('paused');
    await api().settle();
    expect((await get('/v1/imports/fair')).body).toMatchObject({
      status: 'paused',
      import: { done: { bytes: 0 } },
    });
    expect((await post('/v1/imports/fair/resume', undefined)).body.status).toBe('running');
    expect((await ask('cancel')).body.status).toBe('cancelled');
    expect((await post('/v1/imports/fair/start', undefined)).status).toBe(409);
    expect((await put(file)).status).toBe(409);
  });
});

describe('what is refused', () => {
  const faultsOf = async (changes: object) => {
    const { status, body } = await post('/v1/imports', { ...plan, ...changes });
    return { status, ...(body.errors === undefined ? {} : { errors: body.errors }) };
  };
  const mail = { column: 'mail', to: { kind: 'email' } };
  const attribute = (name: string) => ({ column: name, to: { kind: 'attribute', attribute: name } });

  test.each([
    ['no id', { mapping: [attribute('age')] }, 'mapping', 400],
    [
      'two columns for one thing',
      { mapping: [mail, attribute('age'), attribute('age')] },
      'mapping[2].to',
      400,
    ],
    ['the address as an attribute', { mapping: [mail, attribute('email')] }, 'mapping[1].to', 400],
    ['a delimiter of NDJSON', { format: 'ndjson', delimiter: ';' }, 'delimiter', 400],
    ['an unknown kind', { mapping: [{ column: 'a', to: { kind: 'mail' } }] }, 'mapping[0].to.kind', 400],
    ['a list that is not there', { lists: ['news'] }, 'lists[0]', 422],
  ])('a plan with %s', async (_what, changes, path, status) => {
    expect(await faultsOf(changes)).toMatchObject({ status, errors: [{ path }] });
    expect(stored()).toEqual([]);
  });

  test('a start without a file, and a file of the wrong kind', async () => {
    await post('/v1/imports', plan);
    expect((await post('/v1/imports/fair/start', undefined)).status).toBe(409);
    for (const type of ['application/json', 'text/csv; charset=iso-8859-1'])
      expect((await put(file, undefined, type)).status).toBe(415);
    expect(
      (
        await send('PUT', '/v1/imports/fair/file', {
          raw: file,
          headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
        })
      ).status,
    ).toBe(415);
    const { status, body } = await put('Mail\n');
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path: 'mapping[0].column' }, { path: 'mapping[1].column' }]);
    expect((await put(file, '/v1/imports/none/file')).status).toBe(404);
    expect(storedTypes()).toEqual(['ImportCreated']);
  });

  test('a file that is too long, whether or not it says so', async () => {
    await post('/v1/imports', plan);
    const long = `mail,age\n${'x'.repeat(1024 * 1024)}`;
    expect((await put(long)).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(long));
        controller.close();
      },
    });
    const response = await fetch(`${api().url}/v1/imports/fair/file`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${api().keys.client}`, 'content-type': 'text/csv' },
      body: stream,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(storedTypes()).toEqual(['ImportCreated']);
  });
});

test('the example of the documentation does what is said there', async () => {
  const text = readFileSync(new URL('../../docs/imports.md', import.meta.url), 'utf8');
  const [create = '', csv = '', faults = ''] = [...text.matchAll(/```\n([\s\S]*?)```/g)].map(
    ([, block]) => block ?? '',
  );
  const { status, body } = await post('/v1/imports', JSON.parse(create.slice(create.indexOf('{'))));
  expect(status).toBe(201);
  const path = `/v1/imports/${body.importId}`;
  expect((await put(csv, `${path}/file`)).status).toBe(200);
  await post(`${path}/dry-run`, undefined);
  await api().settle();
  expect((await download(`${path}/faults/export?format=csv`)).text).toBe(faults.replaceAll('\n', '\r\n'));
  await post(`${path}/start`, undefined);
  await api().settle();
  expect((await get(path)).body.import.counts).toEqual({
    created: 2,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    faulty: 1,
  });
  const { items } = (await get('/v1/leads')).body;
  items.sort(
    (left: { externalId: string }, right: { externalId: string }) =>
      Number(left.externalId) - Number(right.externalId),
  );
  expect(items).toMatchObject([
    { externalId: '1', attributes: { city: 'London', age: 36 }, tags: ['spring-fair', 'maths', 'engines'] },
    { externalId: '2', attributes: { city: 'New York; NY' }, tags: ['spring-fair'] },
  ]);
});
