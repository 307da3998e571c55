/** `sextant inspect`: what is in a firmware image. */
import { Command } from 'commander';
import { designOfImage } from '../firmware/image.js';
import { durationOf, labelOf, type EventStream } from '../firmware/events.js';
import { withFiles } from '../files/declared-files.js';
import { hashOf } from '../files/hash.js';
import { memoriesOf } from '../isa/memories.js';
import { registersOf } from '../isa/registers.js';
import { dryRun } from '../lint/dry-run.js';
import { ProgramModel } from '../lint/model.js';
import { jsonOption, type ReportOptions } from './options.js';
import { loadImage, sourceOptions, type LoadedImage, type SourceOptions } from './program.js';
import { Report } from './report.js';
import { plural } from '../text/plural.js';
import { formatPlace } from '../text/errors.js';

/** Most instructions and operations that are examined for what a program writes. */
const MOST = 1_000_000;

export function inspectCommand(): Command {
  return sourceOptions(new Command('inspect'))
    .description('show what is in a firmware image: sections, registers and memories it writes, samples')
    .argument('<image>', 'firmware image (.sxi) or source (.s); - for an image from standard input')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant inspect firmware/blink.s')
    .action((file: string, options: SourceOptions & ReportOptions) =>
      withFiles(async (files) => {
        const summary = inspect(file, await loadImage(file, options, files));
        const report = new Report(options);
        report.json(summary);
        report.text(...summaryLines(summary));
      }),
    );
}

function inspect(file: string, { image, bytes }: LoadedImage) {
  const design = designOfImage(image);
  const model = new ProgramModel(design);
  const complete = dryRun(image, model, MOST);
  const set = [...model.written].map(([name, value]) => ({ name, value }));
  const left = registersOf(design).filter((r) => !model.written.has(r.name));
  return {
    image: file,
    bytes: bytes.length,
    sha256: hashOf(bytes),
    metadata: Object.fromEntries(image.metadata),
    entry: image.entry,
    instructions: image.code.length,
    memory: image.memory.map((m) => ({
      kind: m.kind,
      address: m.address,
      bytes: m.bytes.length,
      memoryBytes: m.memoryBytes,
    })),
    streams: image.streams.map(streamSummary),
    symbols: image.symbols.length,
    sources: image.lines?.files ?? [],
    unknownSections: image.unknown.map((u) => ({ kind: u.kind, bytes: u.bytes.length })),
    registersSet: set,
    registersAtReset: left.filter((r) => 'reset' in r).map((r) => r.name),
    registersUnknown: left.filter((r) => !('reset' in r)).map((r) => r.name),
    memoriesWritten: Object.fromEntries(
      memoriesOf(design).map((m) => [
        m.name,
        { written: model.memories[m.name].size, of: (m.words * Math.max(32, m.bits)) / 32 },
      ]),
    ),
    complete,
  };
}

function streamSummary(s: EventStream) {
  const samples = Array.from({ length: s.samples }, (_, k) => k);
  const labels: Record<string, number> = {};
  for (const k of samples) {
    const label = labelOf(s, k);
    const name = label < 0 ? 'none' : String(label);
    labels[name] = (labels[name] ?? 0) + 1;
  }
  const ticks = samples.map((k) => durationOf(s, k) ?? 0);
  return {
    samples: s.samples,
    items: s.ticks.length,
    labels,
    longestTicks: ticks.reduce((a, b) => Math.max(a, b), 0),
  };
}

function summaryLines(s: ReturnType<typeof inspect>): string[] {
  const memories = Object.entries(s.memoriesWritten).map(([name, m]) => `${name} ${m.written}/${m.of}`);
  const set = s.registersSet.map((r) => `${r.name} ${r.value}`);
  return [
    `${formatPlace({ file: s.image })}: ${s.bytes} bytes, sha256 ${s.sha256}`,
    ...Object.entries(s.metadata).map(([key, value]) => `  ${key}: ${value}`),
    `  code: ${plural(s.instructions, 'instruction')}, entry ${s.entry}, ${plural(s.symbols, 'symbol')}, from ${s.sources.join(', ') || 'no sources'}`,
    ...s.memory.map(
      (m) => `  ${m.kind}: ${m.bytes} bytes at address ${m.address}, ${m.memoryBytes} in memory`,
    ),
    ...s.streams.map(streamLine),
    ...s.unknownSections.map((u) => `  section of unknown kind ${u.kind}: ${u.bytes} bytes`),
    `  registers set (last value): ${set.join(', ') || 'none'}`,
    `  registers at their reset value: ${s.registersAtReset.join(', ') || 'none'}`,
    `  registers unknown at power-up and not set: ${s.registersUnknown.join(', ') || 'none'}`,
    `  words of 32 bits written over SPI: ${memories.join(', ')}`,
    ...(s.complete
      ? []
      : [
          '  (the program runs for long: registers and memories are those after its first million operations)',
        ]),
  ];
}

function streamLine(stream: ReturnType<typeof streamSummary>, index: number): string {
  const labels = Object.entries(stream.labels).map(([label, n]) => `${label}: ${n}`);
  return `  stream ${index}: ${plural(stream.samples, 'sample')}, ${plural(stream.items, 'item')}, up to ${plural(stream.longestTicks, 'tick')}; labels ${labels.join(', ')}`;
}
