import { readArchiveFile } from '../runtime/archive/archive-file.js';
import { dataDirOf } from './archive-source.js';
import type { AddCommand } from './command.js';
import { type RestoreOptions, restoreTo, withRestoreOptions } from './restore-options.js';

/** `leadline restore <file>`: fills an empty data folder, or empty servers, from a backup. */
export const addRestore: AddCommand = (program, ports) => {
  withRestoreOptions(program.command('restore <file>'))
    .description('fill an empty data folder, or servers, from a backup; done again, it goes on where it was')
    .option('--data-dir <folder>', 'the data folder (or DATA_DIR; else ./data)')
    .action(async (file: string, options: RestoreOptions) => {
      const dataDir = options.dataDir ?? dataDirOf(ports);
      await restoreTo(ports, readArchiveFile(file), { ...options, dataDir }, [`${file}.key`]);
    });
};
