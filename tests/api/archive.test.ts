import { describe, expect, test } from 'vitest';
import { useApi } from './support/use-api.js';

const pieces = ['{"line":"header"}\n', '{"line":"footer"}\n'];

describe('GET /v1/archive', () => {
  const { api } = useApi(() => ({
    archive: async function* () {
      yield* pieces;
    },
  }));
  const get = (role: 'admin' | 'auditor') =>
    fetch(`${api().url}/v1/archive`, { headers: { authorization: `Bearer ${api().keys[role]}` } });

  test('sends it piece by piece, as a file', async () => {
    const answer = await get('admin');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="leadline.ndjson"');
    expect(await answer.text()).toBe(pieces.join(''));
  });

  test('is for admins only', async () => {
    expect((await get('auditor')).status).toBe(403);
  });
});
