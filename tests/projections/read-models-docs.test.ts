import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../projections/index.js';
import { collectionName, type Document, type ReadModel } from '../../projections/read-model.js';
import { over } from './events.js';
import { everyEvent } from './every-event.js';

const documented = readFileSync(new URL('../../docs/read-models.md', import.meta.url), 'utf8');

interface Section {
  readonly collection: string;
  /** Of a collection that has documents of several kinds. */
  readonly kind: string | undefined;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly indexes: readonly string[];
}

const between = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, inside = '']) => inside);

const sections: readonly Section[] = documented
  .split('\n## ')
  .slice(1)
  .map((text) => {
    const [heading = '', ...lines] = text.split('\n');
    const [collection = '', kind] = between(heading, /`([^`]+)`/g);
    const fields = between(lines.join('\n'), /^\| `([^`]+)` \|/gm);
    const indexes = lines.find((line) => line.startsWith('Indexes: ')) ?? '';
    return {
      collection,
      kind,
      required: fields.filter((field) => !field.endsWith('?')),
      optional: fields.filter((field) => field.endsWith('?')).map((field) => field.slice(0, -1)),
      indexes: between(indexes, /`([^`]+)`/g),
    };
  });

const events = everyEvent();

const sectionsOf = (collection: string) => sections.filter((section) => section.collection === collection);

/** The fields of documents as they were at many times, and of how many of them each was one. */
const fieldsOf = async <Doc extends Document>(model: ReadModel<Doc>) => {
  const { project, all } = over(model);
  const counts = new Map<string | undefined, { documents: number; fields: Map<string, number> }>();
  const isOfKinds = sectionsOf(collectionName(model)).length > 1;
  for (let from = 0; from < events.length; from += 20) {
    await project(events.slice(from, from + 20));
    for (const doc of all()) {
      const kind = isOfKinds && 'kind' in doc ? String(doc.kind) : undefined;
      const count = counts.get(kind) ?? { documents: 0, fields: new Map<string, number>() };
      counts.set(kind, count);
      count.documents += 1;
      for (const field of Object.keys(doc)) count.fields.set(field, (count.fields.get(field) ?? 0) + 1);
    }
  }
  return counts;
};

const check = <Doc extends Document>(model: ReadModel<Doc>): void => {
  const collection = collectionName(model);

  it(`names the fields that documents of ${collection} have, and those that some do not have`, async () => {
    const counts = await fieldsOf(model);
    const own = sectionsOf(collection);
    expect([...counts.keys()].sort()).toEqual(own.map(({ kind }) => kind).sort());
    for (const { kind, required, optional } of own) {
      const { documents, fields } = counts.get(kind) ?? { documents: 0, fields: new Map<string, number>() };
      expect([...fields.keys()].sort()).toEqual([...required, ...optional, '_id', 'position'].sort());
      expect(required.filter((field) => fields.get(field) !== documents)).toEqual([]);
    }
  });

  it(`names the indexes of ${collection}`, () => {
    const indexes = model.indexes.map((index) =>
      Object.entries(index)
        .map(([field, direction]) => (direction === 1 ? field : `${field} ↓`))
        .join(', '),
    );
    for (const section of sectionsOf(collection)) expect(section.indexes).toEqual(indexes);
  });
};

describe('docs/read-models.md', () => {
  it('has every read model, and no other', () => {
    const named = new Set(sections.map(({ collection }) => collection));
    expect([...named].sort()).toEqual(Object.values(readModels).map(collectionName).sort());
  });

  check(readModels.sourceEventIds);
  check(readModels.leads);
  check(readModels.runs);
  check(readModels.flows);
  check(readModels.templates);
  check(readModels.products);
  check(readModels.lists);
  check(readModels.funnels);
  check(readModels.segments);
  check(readModels.smsTemplates);
  check(readModels.callPatterns);
  check(readModels.phoneNumbers);
  check(readModels.connections);
  check(readModels.suppressions);
  check(readModels.broadcasts);
  check(readModels.imports);
  check(readModels.unknownReferences);
  check(readModels.flowFigures);
  check(readModels.emailFigures);
});
