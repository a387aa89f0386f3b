import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cruise, cruise, projectRoot, type Violation } from './cruise.js';
import { buildWrongTree, wrongs } from './wrong-tree.js';

// Some seconds, and more on a machine that is busy with other tests.
const patience = 120_000;

describe('the project', () => {
  let project: Cruise;
  beforeAll(() => {
    project = cruise(projectRoot);
  }, patience);

  it('breaks no import rule', () => {
    expect(project.violations).toEqual([]);
  });

  // dependency-cruiser finds no violations in no modules, when it cannot read TypeScript for instance.
  it.each(['domain', 'rules', 'commands', 'projections', 'api', 'runtime', 'cli', 'embedded', 'tests'])(
    'is looked at: %s',
    (room) => {
      expect(project.modules.filter((path) => path.startsWith(`${room}/`)).length).toBeGreaterThan(1);
    },
  );
});

describe('a project that breaks every import rule', () => {
  let folder: string;
  let wrong: Cruise;
  beforeAll(() => {
    folder = buildWrongTree();
    wrong = cruise(folder);
  }, patience);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([...new Set(wrongs.map(({ rule }) => rule))])('is caught by %s', (rule) => {
    const placesOf = (violations: readonly Violation[]): readonly string[] =>
      violations
        .filter((one) => one.rule === rule)
        .map(({ from, to }) => `${from} → ${to}`)
        .sort();
    expect(placesOf(wrong.violations)).toEqual(placesOf(wrongs));
  });

  it('has something wrong for every rule there is', () => {
    expect(new Set(wrongs.map(({ rule }) => rule))).toEqual(new Set(wrong.rules));
  });
});
