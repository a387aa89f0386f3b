import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { leads } from '../../projections/leads.js';
import { createProject } from '../../projections/project.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { leadId, registered, tag } from '../domain/samples.js';
import { createInMemoryDocuments } from '../support/in-memory-documents.js';
import { recordAll } from '../support/recorded.js';

/** One document for each revision, so that a batch changes several. */
const byRevision: ReadModel<Document> = {
  name: 'by_revision',
  version: 1,
  indexes: [],
  key: ({ revision }) => String(revision),
  evolve: (_doc, { revision, position }) => ({ _id: String(revision), position }),
};

const events = (count: number): readonly Recorded<AnyEvent>[] =>
  recordAll<AnyEvent>([
    registered,
    ...Array.from({ length: count - 1 }, () => ({ type: 'TagAdded', data: { tag: tag('vip') } }) as const),
  ]).map((event) => ({ ...event, stream: `lead-${leadId}` }));

const world = (refuses: (id: string) => boolean, reachable = true) => {
  const documents = createInMemoryDocuments<Document>();
  const parked: string[] = [];
  const project = createProject(
    byRevision,
    {
      ...documents,
      save: async (docs) => {
        if (!reachable || docs.some(({ _id }) => refuses(_id))) throw new Error('not taken');
        await documents.save(docs);
      },
      ping: async () => {
        if (!reachable) throw new Error('no connection');
      },
    },
    (_error, id) => parked.push(id),
  );
  return { documents, parked, project };
};

describe('a document that the database does not take', () => {
  it('is parked, and the others of its batch are saved', async () => {
    const { documents, parked, project } = world((id) => id === '1');
    await project(events(3));
    expect(documents.all().map(({ _id }) => _id)).toEqual(['0', '2']);
    expect(parked).toEqual(['1']);
  });

  it('is not parked while the database cannot be reached: the batch comes again', async () => {
    const { parked, project } = world(() => false, false);
    await expect(project(events(2))).rejects.toThrow('no connection');
    expect(parked).toEqual([]);
  });
});

describe('the snapshot of a lead', () => {
  it('does not go past an event that is missing', async () => {
    const documents = createInMemoryDocuments<NonNullable<ReturnType<typeof leads.evolve>>>();
    const project = createProject(leads, documents, (error) => {
      throw error;
    });
    const [first, , third] = events(3);
    if (first === undefined || third === undefined) throw new Error('no events');
    await project([first, third]);
    expect(documents.all().map(({ revision }) => revision)).toEqual([0]);
  });
});
