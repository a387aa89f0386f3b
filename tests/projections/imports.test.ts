import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../domain/import/events.js';
import { passProgressAt } from '../../projections/import-progress.js';
import { readModels } from '../../projections/index.js';
import {
  cancelled,
  completed,
  created,
  dryRunCompleted,
  dryRunStarted,
  failed,
  faultAt,
  fileOf,
  importId,
  part,
  paused,
  placeAt,
  planOf,
  ready,
  received,
  resumed,
  running,
  started,
} from '../domain/import/story.js';
import { reason } from '../domain/samples.js';
import { instantAt } from '../support/recorded.js';
import { inLog, over } from './events.js';
import { check } from './read-model-spec.js';

const own = (...events: readonly ImportEvent[]) =>
  inLog(...events.map((event) => [`import-${importId}`, event] as const));

const counted = (created: number) => ({ created, updated: 0, unchanged: 0, skipped: 0, faulty: 0 });

check({
  model: readModels.imports,
  events: own(
    created({ name: 'Fair' }),
    received(),
    dryRunStarted,
    part('dry-run', 2, [faultAt(2)]),
    part('dry-run', 4, [faultAt(3), faultAt(4)]),
    dryRunCompleted,
    started,
    part('import', 1),
    paused,
    resumed,
    part('import', 4),
    completed,
  ),
  documents: [
    {
      _id: importId,
      plan: planOf({ name: 'Fair' }),
      status: 'completed',
      isPaused: false,
      createdAt: instantAt(0),
      endedAt: instantAt(11),
      file: fileOf(4),
      passes: {
        'dry-run': {
          startedAt: instantAt(2),
          endedAt: instantAt(5),
          done: placeAt(4),
          counts: counted(2),
          faultCount: 3,
          pausedMs: 0,
        },
        import: {
          startedAt: instantAt(6),
          endedAt: instantAt(11),
          done: placeAt(4),
          counts: counted(2),
          faultCount: 0,
          pausedMs: 60_000,
        },
      },
    },
  ],
  strange: [`import-${importId}`, { importId }],
});

const docAfter = async (...events: readonly ImportEvent[]) => {
  const { project, all } = over(readModels.imports);
  await project(own(...events));
  const [doc] = all();
  if (doc === undefined) throw new Error('no document');
  return doc;
};

describe('an import', () => {
  it('forgets what was found out about a file when another one comes', async () => {
    const doc = await docAfter(...ready, dryRunStarted, part('dry-run', 4), received(fileOf(2, 'b')));
    expect(doc).toMatchObject({ status: 'ready', file: fileOf(2, 'b'), passes: {} });
  });

  it('that is cancelled or has failed says when, and why', async () => {
    expect(await docAfter(...running, part('import', 1), cancelled)).toMatchObject({
      status: 'cancelled',
      endedAt: instantAt(4),
      passes: { import: { endedAt: instantAt(4) } },
    });
    expect(await docAfter(...running, failed)).toMatchObject({ status: 'failed', reason: reason('broken') });
  });

  it('ends its dry run when the import begins', async () => {
    const doc = await docAfter(...ready, dryRunStarted, paused, started);
    expect(doc).toMatchObject({ status: 'running', isPaused: false });
    expect(doc.passes['dry-run']).toMatchObject({ endedAt: instantAt(4), pausedMs: 60_000 });
  });
});

describe('the progress of a pass', () => {
  const progressOf = async (minute: number, ...events: readonly ImportEvent[]) => {
    const pass = (await docAfter(...running, ...events)).passes.import;
    if (pass === undefined) throw new Error('has not begun');
    return passProgressAt(pass, fileOf(4), instantAt(minute));
  };

  it('is unknown before anything is done', async () => {
    const progress = await progressOf(3);
    expect(progress).not.toHaveProperty('linesPerSecond');
    expect(progress).not.toHaveProperty('secondsLeft');
    expect(progress).toMatchObject({ done: placeAt(0), total: placeAt(4) });
  });

  it('says how fast it goes and how long it will take', async () => {
    // The second minute after the start: half is done.
    expect(await progressOf(4, part('import', 2))).toMatchObject({ linesPerSecond: 0.02, secondsLeft: 120 });
  });

  it('does not count the time in which it was paused, and promises nothing meanwhile', async () => {
    const past = [part('import', 2), paused] as const;
    const meanwhile = await progressOf(60, ...past);
    expect(meanwhile).toMatchObject({ linesPerSecond: 0.02 });
    expect(meanwhile).not.toHaveProperty('secondsLeft');
    expect(await progressOf(6, ...past, resumed)).toMatchObject({ linesPerSecond: 0.01, secondsLeft: 180 });
  });

  it('stands still at the end', async () => {
    expect(await progressOf(600, part('import', 4), completed)).toMatchObject({
      linesPerSecond: 0.03,
      secondsLeft: 0,
      endedAt: instantAt(4),
    });
  });
});
