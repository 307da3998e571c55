/** `sextant inspect`: what is in a firmware image. */
import { Command } from 'commander';
import { MEMORIES } from '../../isa/memories.js';
import { REGISTERS } from '../../isa/registers.js';
import { durationOf, labelOf, type EventStream } from '../firmware/events.js';
import { dryRun } from '../lint/dry-run.js';
import { hashOf, readProgram, sourceOptions, type SourceOptions } from './program.js';
import { print, printJson } from './shell.js';

/** Instructions and operations looked at for what a program writes. */
const MOST = 1_000_000;

export function inspectCommand(): Command {
  return sourceOptions(new Command('inspect'))
    .description('show what is in a firmware image: sections, registers and memories it writes, samples')
    .argument('<image>', 'firmware image (.sxi) or source (.s)')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  sextant inspect firmware/blink.s')
    .action(async (file: string, options: SourceOptions & { json?: boolean }) => {
      const summary = await inspect(file, options);
      if (options.json === true) printJson(summary);
      else printSummary(summary);
    });
}

async function inspect(file: string, options: SourceOptions) {
  const { image, bytes } = await readProgram(file, options);
  const { view, outcome } = dryRun(image, { operation: () => undefined, register: () => undefined }, MOST);
  const set = [...view.registers].map(([name, value]) => ({ name, value }));
  const left = REGISTERS.filter((r) => !view.registers.has(r.name));
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
      MEMORIES.map((m) => [
        m.name,
        { written: view.memories[m.name].size, of: (m.words * Math.max(32, m.bits)) / 32 },
      ]),
    ),
    complete: outcome !== undefined,
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

function printSummary(s: Awaited<ReturnType<typeof inspect>>): void {
  print(`${s.image}: ${s.bytes} bytes, sha256 ${s.sha256}`);
  for (const [key, value] of Object.entries(s.metadata)) print(`  ${key}: ${value}`);
  print(
    `  code: ${s.instructions} instructions, entry ${s.entry}, ${s.symbols} symbols, from ${s.sources.join(', ') || 'no sources'}`,
  );
  for (const m of s.memory)
    print(`  ${m.kind}: ${m.bytes} bytes at address ${m.address}, ${m.memoryBytes} in memory`);
  s.streams.forEach((e, i) => {
    const labels = Object.entries(e.labels).map(([label, n]) => `${label}: ${n}`);
    print(
      `  stream ${i}: ${e.samples} samples, ${e.items} items, up to ${e.longestTicks} ticks; labels ${labels.join(', ')}`,
    );
  });
  for (const u of s.unknownSections) print(`  section of unknown kind ${u.kind}: ${u.bytes} bytes`);
  print(
    `  registers set (last value): ${s.registersSet.map((r) => `${r.name} ${r.value}`).join(', ') || 'none'}`,
  );
  print(`  registers at their reset value: ${s.registersAtReset.join(', ') || 'none'}`);
  print(`  registers unknown at power-up and not set: ${s.registersUnknown.join(', ') || 'none'}`);
  const memories = Object.entries(s.memoriesWritten).map(([name, m]) => `${name} ${m.written}/${m.of}`);
  print(`  words of 32 bits written over SPI: ${memories.join(', ')}`);
  if (!s.complete)
    print('  (the program goes on for long: registers and memories as of its first million operations)');
}
