import type { Command } from 'commander';
import { keyFileIn } from '../runtime/archive/house-key.js';
import { restore } from '../runtime/archive/restore.js';
import { variable } from './archive-source.js';
import { createArchiveView } from './archive-view.js';
import type { CommandPorts } from './command.js';

/** Where to, as it is given. */
export interface RestoreOptions {
  readonly to?: string;
  readonly streamPrefix?: string;
  readonly mongodb?: string;
  readonly dataDir?: string;
  readonly keyFile?: string;
}

/** The options of a command that fills servers. */
export const withRestoreOptions = (command: Command): Command =>
  command
    .option('--to <url>', 'the EventStoreDB, such as esdb://… (or TARGET_EVENTSTORE_URL)')
    .option('--stream-prefix <prefix>', 'of the streams there (or TARGET_EVENTSTORE_STREAM_PREFIX)')
    .option('--mongodb <url>', 'the MongoDB (or TARGET_MONGODB_URL)')
    .option('--key-file <path>', 'the encryption key of the archive, unless ENCRYPTION_KEY is it');

/** How the variables of a Leadline there are called here. */
const names = {
  EVENTSTORE_URL: '--to',
  EVENTSTORE_STREAM_PREFIX: '--stream-prefix',
  MONGODB_URL: '--mongodb',
  DATA_DIR: '--data-dir',
};

/** Puts an archive where the options say, and shows how far it is. */
export const restoreTo = async (
  ports: CommandPorts,
  chunks: AsyncIterable<Uint8Array>,
  { to, streamPrefix, mongodb, dataDir, keyFile }: RestoreOptions,
  keyFiles: readonly string[],
): Promise<void> => {
  const view = createArchiveView(ports);
  const folders = dataDir === undefined ? [] : [keyFileIn(dataDir)];
  const given = (option: string | undefined, name: string): string | undefined =>
    option ?? variable(ports, name);
  const { events, found } = await restore(chunks, {
    variables: {
      DATA_DIR: dataDir,
      EVENTSTORE_URL: given(to, 'TARGET_EVENTSTORE_URL'),
      EVENTSTORE_STREAM_PREFIX: given(streamPrefix, 'TARGET_EVENTSTORE_STREAM_PREFIX'),
      MONGODB_URL: given(mongodb, 'TARGET_MONGODB_URL'),
      EMBEDDED_MEMORY_MB: variable(ports, 'EMBEDDED_MEMORY_MB'),
    },
    names,
    withFolder: dataDir !== undefined,
    keys: {
      configured: variable(ports, 'ENCRYPTION_KEY'),
      files: keyFile === undefined ? [...keyFiles, ...folders] : [keyFile],
    },
    onLine: (line) => view.line('copied', line),
    onCompared: view.compared,
    onFailure: ports.fail,
  });
  view.end();
  ports.out.write(
    `${events} events, ${found} of which were there before: all there now, the same, in the same order\n`,
  );
};
