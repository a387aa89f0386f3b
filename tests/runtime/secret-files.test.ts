import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variableNames } from '../../runtime/config.js';
import { readSecretFiles, secretVariables } from '../../runtime/secret-files.js';
import { temporaryFolder } from '../support/leadline.js';

describe('secrets in files', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    file = join(folder.path, 'secret');
    await writeFile(file, 'geheim\n');
  });
  afterAll(() => folder.remove());

  it.each(secretVariables)(
    '%s is read from the file that is named, without its last line end',
    async (name) => {
      expect(variableNames).toContain(name);
      expect(await readSecretFiles({ PORT: '1', [`${name}_FILE`]: file })).toMatchObject({
        ok: true,
        environment: { PORT: '1', [name]: 'geheim' },
      });
    },
  );

  it('are not needed', async () => {
    const environment = { PORT: '1', ENCRYPTION_KEY_FILE: '' };
    expect(await readSecretFiles(environment)).toEqual({ ok: true, environment });
  });

  it('are named where they cannot be read, and where the variable is set as well', async () => {
    const missing = join(folder.path, 'missing');
    const empty = join(folder.path, 'empty');
    await writeFile(empty, '\n');
    const environment = {
      SMTP_URL_FILE: missing,
      MONGODB_URL: 'mongodb://a',
      MONGODB_URL_FILE: file,
      ENCRYPTION_KEY_FILE: empty,
    };
    expect(await readSecretFiles(environment)).toEqual({
      ok: false,
      faults: [
        { path: 'MONGODB_URL_FILE', message: 'is set, and so is MONGODB_URL: one of them is enough' },
        {
          path: 'SMTP_URL_FILE',
          message: expect.stringMatching(/^names a file that cannot be read: ENOENT.*missing/),
        },
        { path: 'ENCRYPTION_KEY_FILE', message: 'names a file that is empty' },
      ],
    });
  });
});
