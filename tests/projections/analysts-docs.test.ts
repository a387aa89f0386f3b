import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EmailStats, FlowCohort, FlowFunnel } from '../../api/figure-codecs.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { readModels } from '../../projections/index.js';
import { createProject } from '../../projections/project.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { createStore } from '../../runtime/read-models.js';
import { useMongodb } from '../runtime/use-mongodb.js';
import { neverPark } from '../support/park.js';
import { everyEvent } from './every-event.js';

const documented = readFileSync(new URL('../../docs/analysts.md', import.meta.url), 'utf8');

/** The aggregations as they are written, of the flow of the test. */
const examples = [...documented.matchAll(/^db\.(\w+)\.aggregate\(([\s\S]*?)\n?\)$/gm)].map(
  ([, collection = '', pipeline = '']) => ({
    collection,
    pipeline: pipeline.replaceAll('order-follow-up', 'one'),
  }),
);

describe('docs/analysts.md', () => {
  const db = useMongodb();

  it('has aggregations that find something', async () => {
    const database = db();
    const project = async <Doc extends Document>(
      model: ReadModel<Doc>,
      batch: readonly Recorded<AnyEvent>[],
    ) => createProject(model, createStore(database, model), (error) => neverPark(error, {}))(batch);
    await project(readModels.flowFigures, everyEvent());
    await project(readModels.emailFigures, everyEvent());
    expect(examples).toHaveLength(4);
    for (const { collection, pipeline } of examples) {
      const rows = await database.collection(collection).aggregate(JSON.parse(pipeline)).toArray();
      expect(rows, pipeline).not.toEqual([]);
    }
  });

  it('explains every figure', () => {
    const explained = new Set([...documented.matchAll(/`([A-Za-z0-9.]+)`/g)].map(([, name]) => name));
    const fields = [FlowFunnel, FlowCohort, EmailStats, EmailStats.required.ofSent].flatMap(
      ({ required, optional }) => Object.keys({ ...required, ...optional }),
    );
    expect(fields.length).toBeGreaterThan(40);
    const things = ['version', 'name', 'steps', 'day', 'templateVersion', 'ofSent', 'timeToConvert'];
    const unexplained = fields.filter((field) => !explained.has(field) && !explained.has(`ofSent.${field}`));
    expect(unexplained.filter((field) => !things.includes(field))).toEqual([]);
  });
});
