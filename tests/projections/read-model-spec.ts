import { describe, expect, it } from 'vitest';
import { collectionName, type Document, type ReadModel } from '../../projections/read-model.js';
import { type Batch, over, unheard } from './events.js';

interface Story<Doc extends Document> {
  readonly model: ReadModel<Doc>;
  readonly events: Batch;
  /** What the documents say in the end. */
  readonly documents: readonly object[];
  /** The stream of an event that the model does not know, and what it may hold. */
  readonly strange: readonly [stream: string, data?: object];
}

/** What every read model must stand. */
export const check = <Doc extends Document>({ model, events, documents, strange }: Story<Doc>): void => {
  describe(`${collectionName(model)}`, () => {
    it('is built from the log', async () => {
      const { project, all } = over(model);
      await project(events);
      expect(all()).toMatchObject(documents);
      expect(all()).toHaveLength(documents.length);
    });

    it('is written once for a batch, and not again when it comes again', async () => {
      const { project, all, writes } = over(model);
      await project(events);
      expect(writes()).toBe(documents.length);
      const before = all();
      await project(events);
      for (const event of events) await project([event]);
      await project(events.slice(-2));
      expect(all()).toEqual(before);
      expect(writes()).toBe(documents.length);
    });

    it('says the same event by event, and in any two batches', async () => {
      const whole = over(model);
      await whole.project(events);
      for (const cut of events.keys()) {
        const { project, all } = over(model);
        await project(events.slice(0, cut));
        // The second batch begins before the first has ended, as after a crash between write and checkpoint.
        await project(events.slice(Math.max(0, cut - 2)));
        expect(all()).toEqual(whole.all());
      }
    });

    it('survives an event that it does not know', async () => {
      const { project, all, writes } = over(model);
      await project(events);
      const [before, written] = [all(), writes()];
      await project(unheard(strange[0], 1000, strange[1]));
      expect(all()).toEqual(before);
      expect(writes()).toBe(written);
    });
  });
};
