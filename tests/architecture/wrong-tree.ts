import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot, type Violation } from './cruise.js';

/** A file that imports what it must not, and where that leads. */
interface Wrong extends Violation {
  /** As it is written in the file, if not as the path to `to`. */
  readonly specifier?: string;
  /** Imported for its types alone: that crosses a border too. */
  readonly typeOnly?: boolean;
}

const packages = [
  '@eventstore/db-client',
  '@agendajs/mongo-backend',
  'agenda',
  'io-ts',
  'json-rules-engine',
  'koa',
  'libsql',
  'mongodb',
  'nodemailer',
  'pino',
  'twilio',
  'undici',
  'vitest',
];

const entryOf = (name: string): string => `node_modules/${name}/index.js`;

const library = (rule: string, from: string, name: string): Wrong => ({
  rule,
  from,
  to: entryOf(name),
  specifier: name,
});

const vendors = packages.filter((name) => !['io-ts', 'json-rules-engine', 'koa', 'vitest'].includes(name));

/** For each rule what breaks it: nothing else in the tree is wrong. */
export const wrongs: readonly Wrong[] = [
  { rule: 'domain-imports', from: 'domain/wrong.ts', to: 'rules/right.ts' },
  { rule: 'domain-imports', from: 'domain/wrong-type.ts', to: 'commands/right.ts', typeOnly: true },
  { rule: 'rules-imports', from: 'rules/wrong.ts', to: 'commands/right.ts' },
  { rule: 'commands-imports', from: 'commands/wrong.ts', to: 'projections/right.ts' },
  { rule: 'commands-imports', from: 'commands/wrong-type.ts', to: 'runtime/right.ts', typeOnly: true },
  { rule: 'projections-imports', from: 'projections/wrong.ts', to: 'rules/right.ts' },
  { rule: 'api-imports', from: 'api/wrong.ts', to: 'runtime/right.ts' },
  { rule: 'cli-imports', from: 'cli/wrong.ts', to: 'runtime/right.ts' },
  { rule: 'cli-imports', from: 'cli/wrong-type.ts', to: 'api/right.ts', typeOnly: true },
  { rule: 'embedded-imports', from: 'embedded/wrong.ts', to: 'domain/right.ts' },
  { rule: 'runtime-imports', from: 'runtime/wrong.ts', to: 'tests/right.ts' },
  { rule: 'runtime-imports', from: 'runtime/wrong-too.ts', to: 'bench/right.ts' },
  { rule: 'embedded-only-from-main', from: 'runtime/stand-in.ts', to: 'embedded/right.ts', typeOnly: true },
  library('domain-libraries', 'domain/web.ts', 'koa'),
  { rule: 'domain-libraries', from: 'domain/node.ts', to: 'fs', specifier: 'node:fs' },
  { rule: 'pure-rooms-no-node', from: 'domain/node.ts', to: 'fs', specifier: 'node:fs' },
  ...['rules', 'commands', 'projections', 'api'].map((room) => ({
    rule: 'pure-rooms-no-node',
    from: `${room}/node.ts`,
    to: 'crypto',
    specifier: 'node:crypto',
  })),
  ...vendors.map((name, index) => library('one-file-per-vendor', `commands/vendor-${index}.ts`, name)),
  library('one-rules-engine-import', 'rules/engine.ts', 'json-rules-engine'),
  { rule: 'no-circular', from: 'rules/circle-a.ts', to: 'rules/circle-b.ts' },
  { rule: 'no-orphans', from: 'rules/orphan.ts', to: 'rules/orphan.ts' },
  library('not-to-dev-dep', 'runtime/dev.ts', 'vitest'),
  { rule: 'not-to-unresolvable', from: 'rules/lost.ts', to: './nowhere.js', specifier: './nowhere.js' },
];

const right: Readonly<Record<string, readonly string[]>> = {
  'domain/right.ts': ['io-ts'],
  'rules/right.ts': ['../domain/right.js'],
  'rules/evaluate.ts': ['json-rules-engine'],
  // The other half of the circle, which is reported once.
  'rules/circle-b.ts': ['./circle-a.js'],
  'commands/right.ts': ['../rules/right.js', '../domain/right.js'],
  'projections/right.ts': ['../domain/right.js'],
  'api/right.ts': [
    'koa',
    '../commands/right.js',
    '../rules/right.js',
    '../projections/right.js',
    '../domain/right.js',
  ],
  'cli/right.ts': ['node:fs', '../domain/right.js'],
  'embedded/right.ts': ['node:fs', 'libsql'],
  'runtime/right.ts': ['mongodb', 'node:crypto', '../api/right.js', '../commands/right.js'],
  'runtime/main.ts': ['../embedded/right.js', './right.js'],
  'tests/right.ts': ['vitest', '../runtime/right.js', '../embedded/right.js'],
  'bench/right.ts': ['vitest', '../runtime/main.js'],
};

const specifierOf = ({ specifier, to }: Wrong): string => specifier ?? `../${to.replace(/\.ts$/, '.js')}`;

const importOf = (specifier: string, index: number): string =>
  `import * as it${index} from '${specifier}';\nit${index};`;

const contentOf = (wrong: Wrong): string => {
  if (wrong.from === wrong.to) return '';
  const specifier = specifierOf(wrong);
  return wrong.typeOnly === true ? `import type {} from '${specifier}';` : importOf(specifier, 0);
};

/** Builds a project in a temporary folder that breaks each rule; its libraries are empty. */
export const buildWrongTree = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'leadline-wrong-'));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
    copyFileSync(join(projectRoot, file), join(folder, file));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(entryOf(name), '');
  }
  for (const [path, imports] of Object.entries(right)) write(path, imports.map(importOf).join('\n'));
  for (const wrong of wrongs) write(wrong.from, contentOf(wrong));
  return folder;
};
