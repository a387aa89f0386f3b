import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  readonly modules: readonly string[];
  readonly violations: readonly Violation[];
  readonly rules: readonly string[];
}

interface Output {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

/** The arguments of `npm run depcheck`, so that this looks at what the check looks at. */
const depcheck = (): readonly string[] => {
  const { scripts }: { scripts: { depcheck: string } } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  );
  return scripts.depcheck.split(' ').slice(1);
};

/** Runs dependency-cruiser as `npm run depcheck` does, in a folder that is laid out like the project. */
export const cruise = (folder: string): Cruise => {
  const program = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [program, '--output-type', 'json', ...depcheck()], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${stderr}${stdout}`);
  const { modules, summary }: Output = JSON.parse(stdout);
  return {
    modules: modules.map(({ source }) => source),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  };
};
