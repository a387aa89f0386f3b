import type { Position } from '../../domain/codecs/numbers.js';
import { type BuildPorts, openBuild } from './build.js';
import { nameOfGeneration } from './generations.js';
import type { Projector } from './projectors.js';

/** Where those who follow the log go on, after the one that is farthest behind; `undefined`: nobody has begun. */
const startOf = (positions: readonly (Position | undefined)[]): Position | undefined =>
  positions.reduce((least, position) =>
    least === undefined || position === undefined || position < least ? position : least,
  );

/**
 * Brings the records up to date with the code: gives the read models that have to be built before anything else,
 * because what there is of them was made by other code.
 * @returns with the position up to which: from there on all follow the log together
 */
export const findChanged = async (
  { generations, checkpoints, sweep }: Pick<BuildPorts, 'generations' | 'checkpoints' | 'sweep'>,
  projectors: readonly Projector[],
): Promise<{ readonly changed: readonly Projector[]; readonly upTo: Position | undefined }> => {
  const saved = await checkpoints.load();
  const first = ({ name, version }: Projector): string => nameOfGeneration(name, { version, generation: 0 });
  // What was folded before there were records has a checkpoint; in a new system nobody has one.
  for (const projector of projectors) {
    const { name, version } = projector;
    const isUnrecorded = generations.recordOf(name).live === undefined;
    if (isUnrecorded && (saved.size === 0 || saved.has(first(projector))))
      await generations.change(name, (record) => ({ ...record, live: { version, generation: 0 } }));
  }
  const isCurrent = ({ name, version }: Projector): boolean =>
    generations.recordOf(name).live?.version === version;
  await sweep(projectors.map(({ name }) => name));
  const current = projectors.filter(isCurrent).flatMap(({ name }) => {
    const { live } = generations.recordOf(name);
    return live === undefined ? [] : [nameOfGeneration(name, live)];
  });
  return {
    changed: projectors.filter((projector) => !isCurrent(projector)),
    upTo: startOf([...current, 'reactor'].map((name) => saved.get(name))),
  };
};

/** Builds what the code has changed, one read model after the other. @throws what the log or the database says */
export const buildChanged = async (
  ports: BuildPorts,
  { changed, upTo }: Awaited<ReturnType<typeof findChanged>>,
  signal: AbortSignal,
): Promise<void> => {
  for (const projector of changed) {
    const build = await openBuild(ports, projector, { version: projector.version, generation: 0 });
    await build.upTo(upTo, { status: 'building', signal, rest: 0 });
    await build.takeOver();
  }
};
