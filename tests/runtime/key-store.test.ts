import { describe, expect, it } from 'vitest';
import { createKeyStore } from '../../runtime/key-store.js';
import { createSeal } from '../../runtime/seal.js';
import { createSubjectKeys, type KeptKey, type KeyStore } from '../../runtime/subject-keys.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();
const key = (no: number, wrapped = `key ${no}`): Required<KeptKey> => ({
  subject: `lead-${no}`,
  generation: 1,
  wrapped,
});

describe('keeping keys', () => {
  it('gives back those that were kept before, in the order of the request', async () => {
    const { keep, load } = await createKeyStore(freshDb());
    expect(await keep([key(1), key(2)])).toEqual([key(1), key(2)]);
    const again = await keep([key(3), key(2, 'another'), key(1, 'another'), key(4)]);
    expect(again).toEqual([key(3), key(2), key(1), key(4)]);
    expect(await load(['lead-4', 'lead-2'])).toEqual([key(2), key(4)]);
  });

  it('keeps one of those that come for the same subject at the same time', async () => {
    const { keep } = await createKeyStore(freshDb());
    const both = await keep([key(1, 'a'), key(1, 'b')]);
    expect(both).toEqual([key(1, 'a'), key(1, 'a')]);
    const [[left], [right]] = await Promise.all([keep([key(2, 'a')]), keep([key(2, 'b')])]);
    expect(left).toEqual(right);
  });

  it('does not keep a key again that was destroyed', async () => {
    const { keep, destroy } = await createKeyStore(freshDb());
    await keep([key(1)]);
    await destroy('lead-1');
    expect(await keep([key(1), key(2)])).toEqual([{ subject: 'lead-1', generation: 1 }, key(2)]);
  });
});

describe('the key of the house', () => {
  it('is checked where a key is kept that is not destroyed', async () => {
    const store = await createKeyStore(freshDb());
    const [here, there] = [1, 2].map((byte) =>
      createSubjectKeys(store, createSeal(new Uint8Array(32).fill(byte))),
    );
    await there?.check();
    await here?.toSeal('lead-1');
    await here?.toSeal('lead-2');
    await here?.check();
    await store.destroy('lead-1');
    await expect(there?.check()).rejects.toThrow('the key of lead-2 cannot be unwrapped');
    await store.destroy('lead-2');
    await there?.check();
  });
});

describe('the keys of many new subjects', () => {
  it('are kept with one write, and are the same for whoever asks for them', async () => {
    const store = await createKeyStore(freshDb());
    const writes: number[] = [];
    const counted: KeyStore = {
      ...store,
      keep: (keys) => {
        writes.push(keys.length);
        return store.keep(keys);
      },
    };
    const seal = createSeal(new Uint8Array(32));
    const subjects = Array.from({ length: 100 }, (_, no) => `lead-${no}`);
    const [here, there] = [createSubjectKeys(counted, seal), createSubjectKeys(store, seal)];
    const [made, asked] = await Promise.all([
      Promise.all(subjects.map(here.toSeal)),
      Promise.all(subjects.map(there.toSeal)),
    ]);
    expect(writes).toEqual([100]);
    expect(made).toEqual(asked);
  });
});
