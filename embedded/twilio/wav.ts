const samplesPerSecond = 8000;
const bytesPerSample = 2;

const littleEndian = (bytes: 2 | 4, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

const chunk = (name: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(name, 'ascii'), littleEndian(4, content.length), content]);

const format = Buffer.concat([
  littleEndian(2, 1), // PCM
  littleEndian(2, 1), // one channel
  littleEndian(4, samplesPerSecond),
  littleEndian(4, samplesPerSecond * bytesPerSample),
  littleEndian(2, bytesPerSample),
  littleEndian(2, bytesPerSample * 8),
]);

/** A second of silence as a WAV file. */
export const silence: Buffer = chunk(
  'RIFF',
  Buffer.concat([
    Buffer.from('WAVE', 'ascii'),
    chunk('fmt ', format),
    chunk('data', Buffer.alloc(samplesPerSecond * bytesPerSample)),
  ]),
);
