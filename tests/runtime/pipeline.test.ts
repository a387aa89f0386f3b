import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { createPipeline } from '../../runtime/pipeline.js';
import { registered } from '../domain/samples.js';
import { recordAll } from '../support/recorded.js';

const at = (position: number): Position => decodeOrThrow(Position, position);
/** At the positions 0, 10, 20, … */
const events = recordAll<AnyEvent>(Array.from({ length: 10 }, () => registered));

/** Consumers that say what they get, over checkpoints that outlive a pipeline. */
const createWorld = (saved: Readonly<Record<string, number>> = {}) => {
  const said: string[] = [];
  const checkpoints = new Map(Object.entries(saved).map(([name, position]) => [name, at(position)]));
  const failing = new Set<string>();
  const consumer = (name: string) => ({
    name,
    handle: async (batch: readonly Recorded<AnyEvent>[]) => {
      if (failing.has(name)) throw new Error(`${name} fails`);
      said.push(`${name} ${batch.map(({ position }) => position).join()}`);
    },
  });
  const start = (...models: readonly string[]) =>
    createPipeline(
      models.map(consumer),
      consumer('reactor'),
      {
        load: async () => checkpoints,
        save: async (names, position) => {
          said.push(`save ${names.join()} ${position}`);
          for (const name of names) checkpoints.set(name, position);
        },
      },
      (position) => said.push(`projected ${position}`),
    );
  return { said, failing, start, checkpoints };
};

describe('a batch', () => {
  it('goes to the read models, and only when they are saved to the reactor', async () => {
    const { said, start } = createWorld();
    const pipeline = await start('ids', 'leads');
    expect(pipeline.from).toBeUndefined();
    await pipeline.handle(events.slice(0, 2), at(10));
    expect(said).toEqual([
      'ids 0,10',
      'leads 0,10',
      'save ids,leads 10',
      'projected 10',
      'reactor 0,10',
      'save reactor 10',
    ]);
  });

  it('whose events could not be read moves the checkpoints all the same', async () => {
    const { said, start } = createWorld();
    await (await start('leads')).handle([], at(70));
    expect(said).toEqual(['save leads 70', 'projected 70', 'save reactor 70']);
  });

  it('that a read model could not take is not reacted to, and comes again', async () => {
    const { said, failing, start } = createWorld();
    const pipeline = await start('leads');
    failing.add('leads');
    await expect(pipeline.handle(events.slice(0, 1), at(0))).rejects.toThrow('leads fails');
    expect(said).toEqual([]);
    failing.clear();
    await pipeline.handle(events.slice(0, 1), at(0));
    expect(said).toContain('reactor 0');
  });

  it('that the reactor could not take comes again to the reactor alone', async () => {
    const { said, failing, start } = createWorld();
    failing.add('reactor');
    const pipeline = await start('leads');
    await expect(pipeline.handle(events.slice(0, 1), at(0))).rejects.toThrow('reactor fails');
    failing.clear();
    said.length = 0;
    await pipeline.handle(events.slice(0, 1), at(0));
    expect(said).toEqual(['projected 0', 'reactor 0', 'save reactor 0']);
  });
});

describe('after a restart', () => {
  it('everybody goes on where they were', async () => {
    const { said, start } = createWorld({ leads: 30, runs: 10, reactor: 20 });
    const pipeline = await start('leads', 'runs');
    expect(pipeline.from).toBe(10);
    await pipeline.handle(events.slice(2, 5), at(40));
    expect(said).toEqual([
      'leads 40',
      'runs 20,30,40',
      'save leads,runs 40',
      'projected 40',
      'reactor 30,40',
      'save reactor 40',
    ]);
  });

  it('a new read model is built from the start, and nothing is reacted to twice', async () => {
    const { said, start } = createWorld({ leads: 30, reactor: 30 });
    const pipeline = await start('leads', 'leads2');
    expect(pipeline.from).toBeUndefined();
    await pipeline.handle(events.slice(0, 4), at(30));
    expect(said).toEqual(['leads2 0,10,20,30', 'save leads2 30', 'projected 30']);
  });
});

describe('between two batches', () => {
  it('a read model takes the place of another, and the batch that waits is handed to it', async () => {
    const { said, start } = createWorld();
    const pipeline = await start('ids', 'leads');
    await pipeline.handle(events.slice(0, 2), at(10));
    said.length = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const swap = pipeline.between(async () => {
      await held;
      const handle = async (batch: readonly Recorded<AnyEvent>[]) => {
        said.push(`leads2 ${batch.map(({ position }) => position).join()}`);
      };
      pipeline.replace('leads', { name: 'leads2', handle });
    });
    const handled = pipeline.handle(events.slice(0, 3), at(20));
    expect(said).toEqual([]);
    release();
    await Promise.all([swap, handled]);
    expect(said.slice(0, 3)).toEqual(['ids 20', 'leads2 20', 'save ids,leads2 20']);
    expect(pipeline.positionOf('leads')).toBeUndefined();
    expect(pipeline.positionOf('leads2')).toBe(20);
  });
});
