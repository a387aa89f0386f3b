import type { Pipeline } from '../pipeline.js';
import { type BuildPorts, openBuild } from './build.js';
import { isBehind, persist } from './fold.js';
import { nameOfGeneration } from './generations.js';
import type { Projector } from './projectors.js';

export interface RebuildPorts extends BuildPorts {
  readonly pipeline: Pipeline;
}

/** So many times it runs after the one that is read; then that one waits for it. */
const rounds = 10;
/** The machine belongs to those who wait for an answer. */
const rest = 0.5;

/**
 * Builds a read model anew beside the one that is read, which goes on meanwhile, and puts it in its place when it is as far.
 * @throws what the log or the database says, or the reason of the signal; the one that is read is as it was
 */
export const createRebuild =
  (ports: RebuildPorts) =>
  async (projector: Projector, signal: AbortSignal): Promise<void> => {
    const { generations, pipeline } = ports;
    const { name, version } = projector;
    const { live, building } = generations.recordOf(name);
    if (live === undefined) throw new Error(`the read model ${name} has not been built yet`);
    const liveName = nameOfGeneration(name, live);
    const build = await openBuild(ports, projector, building ?? { version, generation: live.generation + 1 });
    const reached = () => pipeline.positionOf(liveName);
    // Never beyond the one that is read: a read model may promise something about another one.
    await build.upTo(reached(), { status: 'building', signal, rest });
    for (let round = 0; round < rounds && isBehind(build.fold, reached()); round += 1)
      await build.upTo(reached(), { status: 'catching-up', signal, rest });
    await persist(
      () =>
        pipeline.between(async () => {
          await build.upTo(reached(), { status: 'catching-up', signal, rest: 0 });
          signal.throwIfAborted();
          await build.takeOver();
          pipeline.replace(liveName, build.consumer);
        }),
      signal,
    );
  };
