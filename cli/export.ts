import { keyFileIn } from '../runtime/archive/house-key.js';
import { archiveOf, dataDirOf } from './archive-source.js';
import type { AddCommand } from './command.js';
import { type RestoreOptions, restoreTo, withRestoreOptions } from './restore-options.js';

interface Options extends RestoreOptions {
  readonly offline?: true;
}

/** `leadline export`: copies a Leadline into other servers; done again, it copies what has been added since. */
export const addExport: AddCommand = (program, ports) => {
  withRestoreOptions(program.command('export'))
    .description('copy all into other servers, while Leadline runs; done again, it adds what is new')
    .option('--data-dir <folder>', 'another data folder, for secrets, files and what is embedded there')
    .option('--offline', 'Leadline is stopped: read its data folder, or EVENTSTORE_URL and MONGODB_URL')
    .action(async ({ offline, ...options }: Options) => {
      await restoreTo(ports, archiveOf(ports, offline === true), options, [keyFileIn(dataDirOf(ports))]);
    });
};
