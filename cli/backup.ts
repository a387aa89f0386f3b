import { writeArchiveFile } from '../runtime/archive/archive-file.js';
import { copyHouseKey } from '../runtime/archive/house-key.js';
import { archiveOf, dataDirOf, variable } from './archive-source.js';
import { createArchiveView } from './archive-view.js';
import type { AddCommand } from './command.js';

/** `leadline backup <file>`: all of a Leadline that cannot be made anew, in one file. */
export const addBackup: AddCommand = (program, ports) => {
  program
    .command('backup <file>')
    .description('write all that cannot be made anew into a file, while Leadline runs')
    .option('--offline', 'Leadline is stopped: read its data folder, or EVENTSTORE_URL and MONGODB_URL')
    .action(async (file: string, { offline }: { readonly offline?: true }) => {
      const { out } = ports;
      const view = createArchiveView(ports);
      let fingerprint = '';
      let events = 0;
      await writeArchiveFile(file, archiveOf(ports, offline === true), (line) => {
        if (line.line === 'header') fingerprint = line.keyFingerprint;
        if (line.line === 'footer') ({ events } = line);
        view.line('events', line);
      });
      view.end();
      out.write(`${file}: ${events} events\n`);
      const isConfigured = variable(ports, 'ENCRYPTION_KEY') !== undefined;
      const copy = isConfigured
        ? undefined
        : await copyHouseKey(fingerprint, dataDirOf(ports), `${file}.key`);
      out.write(
        copy === undefined
          ? 'It opens with the ENCRYPTION_KEY of this Leadline, and with no other: keep that too.\n'
          : `It opens with the key in ${copy}, and with no other: keep both, and not in one place.\n`,
      );
    });
};
