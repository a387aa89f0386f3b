import type { Command } from 'commander';
import type { Call } from './call.js';
import type { Screen } from './progress.js';

/** What a command of the CLI has of the world. */
export interface CommandPorts {
  /** @throws CallFailed */
  readonly call: Call;
  readonly out: Screen;
  /** The text of a file. @throws CallFailed where there is none */
  readonly readText: (path: string) => Promise<string>;
  /** Waits before it asks again. */
  readonly pause: () => Promise<void>;
  /** With what the process ends: 0 unless told. */
  readonly exitWith: (code: number) => void;
}

/** One file a command: it adds itself to the program. */
export type AddCommand = (program: Command, ports: CommandPorts) => void;
