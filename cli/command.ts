import type { Command } from 'commander';
import type { Call, Download } from './call.js';
import type { Screen } from './progress.js';

/** What a command of the CLI has of the world. */
export interface CommandPorts {
  /** @throws CallFailed */
  readonly call: Call;
  /** @throws CallFailed */
  readonly download: Download;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: Screen;
  /** The text of a file. @throws CallFailed where there is none */
  readonly readText: (path: string) => Promise<string>;
  /** Waits before it asks again. */
  readonly pause: () => Promise<void>;
  /** In milliseconds, from any beginning. */
  readonly now: () => number;
  /** Ends the process because a server that it had started has ended. */
  readonly fail: (error: Error) => void;
  /** With what the process ends: 0 unless told. */
  readonly exitWith: (code: number) => void;
}

/** One file a command: it adds itself to the program. */
export type AddCommand = (program: Command, ports: CommandPorts) => void;
