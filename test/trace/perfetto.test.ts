import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { Chip, type Engine } from '../../src/chip/chip.js';
import { EnergyMeter } from '../../src/energy/meter.js';
import { price, pricesAt } from '../../src/energy/prices.js';
import { COMPONENTS } from '../../src/energy/table/vocabulary.js';
import { loadTable } from '../../src/node/energy-tables.js';
import { Executor } from '../../src/host/executor.js';
import { runScript } from '../../src/run/run-script.js';
import { Tracer } from '../../src/trace/tracer.js';
import { toPerfetto } from '../../src/trace/perfetto/convert.js';
import { openTrace } from '../../src/trace/formats.js';
import { PerfettoStream } from '../../src/trace/perfetto/stream.js';
import { PerfettoWriter } from '../../src/trace/perfetto/writer.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';
import { gunzipped, linesOf, META, scenarioFile, traced } from './runs.js';

// The public schema's fields, written down apart from the ones that the writer uses.
const { root } = protobuf.parse(`syntax = "proto2";
  message Trace { repeated TracePacket packet = 1; }
  message TracePacket { optional uint64 timestamp = 8; optional uint32 trusted_packet_sequence_id = 10;
    optional TrackEvent track_event = 11; optional InternedData interned_data = 12; optional uint32 sequence_flags = 13;
    optional TrackDescriptor track_descriptor = 60; }
  message TrackDescriptor { enum ChildTracksOrdering { UNKNOWN = 0; LEXICOGRAPHIC = 1; CHRONOLOGICAL = 2; EXPLICIT = 3; }
    optional uint64 uuid = 1; optional string name = 2; optional uint64 parent_uuid = 5; optional CounterDescriptor counter = 8;
    optional ChildTracksOrdering child_ordering = 11; optional int32 sibling_order_rank = 12; }
  message CounterDescriptor { optional string unit_name = 6; }
  message TrackEvent { enum Type { TYPE_UNSPECIFIED = 0; TYPE_SLICE_BEGIN = 1; TYPE_SLICE_END = 2; TYPE_INSTANT = 3; TYPE_COUNTER = 4; }
    repeated uint64 category_iids = 3; repeated DebugAnnotation debug_annotations = 4; optional Type type = 9;
    optional uint64 name_iid = 10; optional uint64 track_uuid = 11; optional string name = 23; optional int64 counter_value = 30; }
  message DebugAnnotation { optional uint64 name_iid = 1; optional int64 int_value = 4; }
  message InternedData { repeated EventCategory event_categories = 1; repeated EventName event_names = 2; repeated DebugAnnotationName debug_annotation_names = 3; }
  message EventCategory { optional uint64 iid = 1; optional string name = 2; }
  message EventName { optional uint64 iid = 1; optional string name = 2; }
  message DebugAnnotationName { optional uint64 iid = 1; optional string name = 2; }`);

interface Packet {
  timestamp?: number;
  sequenceFlags: number;
  trackDescriptor?: {
    uuid: number;
    name: string;
    parentUuid?: number;
    counter?: { unitName: string };
    childOrdering: string;
    siblingOrderRank: number;
  };
  internedData?: { eventNames?: { iid: number; name: string }[] };
  trackEvent?: {
    type: string;
    trackUuid: number;
    nameIid?: number;
    name?: string;
    counterValue?: number;
    debugAnnotations?: unknown[];
  };
}

function decode(bytes: Uint8Array): {
  packets: Packet[];
  tracks: Map<number, string>;
  name: (iid?: number) => string;
} {
  const type = root.lookupType('Trace');
  expect([...foreign(type, bytes)]).toEqual([]);
  const { packet: packets } = type.toObject(type.decode(bytes), { longs: Number, enums: String }) as {
    packet: Packet[];
  };
  const names = new Map(
    packets.flatMap((p) => (p.internedData?.eventNames ?? []).map((n) => [n.iid, n.name] as const)),
  );
  const tracks = new Map(
    packets.flatMap((p) =>
      p.trackDescriptor ? [[p.trackDescriptor.uuid, p.trackDescriptor.name] as const] : [],
    ),
  );
  return { packets, tracks, name: (iid) => names.get(iid ?? -1) ?? '' };
}

/** Fields, by message and number, that the schema does not have, or has with another wire type or without the enum's value. */
function foreign(type: protobuf.Type, bytes: Uint8Array, found = new Set<string>()): Set<string> {
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3];
    const inner = field?.resolve().resolvedType;
    // All that is neither a message nor a string is a varint here.
    const wire = inner instanceof protobuf.Type || field?.type === 'string' ? 2 : 0;
    if (!field || wire !== (tag & 7)) {
      found.add(`${type.name}.${tag >>> 3} wire type ${tag & 7}`);
      reader.skipType(tag & 7);
    } else if (inner instanceof protobuf.Type) foreign(inner, reader.bytes(), found);
    else if (inner instanceof protobuf.Enum) {
      const value = reader.int32();
      if (!(value in inner.valuesById)) found.add(`${type.name}.${field.name} = ${value}`);
    } else reader.skipType(wire);
  }
  return found;
}

/** Slices close what they open, times on a track do not go back, tracks are declared before they are used. */
function expectSound(packets: Packet[]): void {
  const open = new Map<number, number>();
  const declared = new Set<number>();
  const times = new Map<number, number>();
  for (const { trackDescriptor: d, trackEvent: e, timestamp } of packets) {
    if (d) declared.add(d.uuid);
    if (d?.parentUuid !== undefined) expect(declared).toContain(d.parentUuid);
    if (!e) continue;
    expect(declared).toContain(e.trackUuid);
    expect(timestamp ?? 0).toBeGreaterThanOrEqual(times.get(e.trackUuid) ?? 0);
    times.set(e.trackUuid, timestamp ?? 0);
    const depth = open.get(e.trackUuid) ?? 0;
    if (e.type === 'TYPE_SLICE_BEGIN') open.set(e.trackUuid, depth + 1);
    if (e.type === 'TYPE_SLICE_END') open.set(e.trackUuid, depth - 1);
    expect(open.get(e.trackUuid) ?? 0).toBeGreaterThanOrEqual(0);
    expect(open.get(e.trackUuid) ?? 0).toBeLessThanOrEqual(1);
  }
  expect([...open.values()].every((depth) => depth === 0)).toBe(true);
}

/** The tracks as the UI shows them, a line each: groups, and what is on each track. */
function outline({ packets, name }: ReturnType<typeof decode>): string[] {
  const descriptors = packets.flatMap((p) => p.trackDescriptor ?? []);
  const events = packets.flatMap((p) => p.trackEvent ?? []);
  const described = (uuid: number, unit: string | undefined): string => {
    const on = events.filter((e) => e.trackUuid === uuid);
    if (unit !== undefined) {
      const values = on.map((e) => e.counterValue ?? 0);
      const range = values.length > 0 ? `, ${Math.min(...values)} to ${Math.max(...values)}` : '';
      return `counter, ${values.length} values${range} ${unit}`;
    }
    const begun = on.filter((e) => e.type !== 'TYPE_SLICE_END');
    const kind = begun.some((e) => e.type === 'TYPE_SLICE_BEGIN') ? 'slices' : 'instants';
    const names = [...new Set(begun.map((e) => e.name ?? name(e.nameIid)))];
    return `${begun.length} ${kind}${names.length > 0 ? `: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}` : ''}`;
  };
  const below = (parent: number | undefined): string[] =>
    descriptors
      .filter((d) => d.parentUuid === parent)
      .sort((a, b) => a.siblingOrderRank - b.siblingOrderRank)
      .flatMap((d) => {
        const inner = below(d.uuid).map((line) => `  ${line}`);
        return inner.length > 0 || parent === undefined
          ? [d.name, ...inner]
          : [`${d.name.padEnd(30)}${described(d.uuid, d.counter?.unitName)}`];
      });
  return below(undefined);
}

describe('Perfetto', () => {
  const script = gunzipped('learn_all_a1.host.gz');

  it('shows ticks that are played as it shows their cycles', async () => {
    const busy = `autosnap 0\n${script.replaceAll('tick\n', 'tick\naer 1\naer 3\n'.repeat(8))}`;
    const prices = pricesAt(await loadTable());
    const timeline = async (engine: Engine): Promise<[tracks: Map<string, unknown[]>, played: boolean]> => {
      const chip = new Chip(undefined, { engine });
      const chunks: Uint8Array[] = [];
      const stream = await PerfettoStream.open((chunk) => chunks.push(chunk));
      const meter = new EnergyMeter(chip.state.activity, prices);
      const power = { parts: COMPONENTS, read: (into: Float64Array) => meter.read(into, 0) };
      const tracer = new Tracer([new PerfettoWriter(stream, [0, 5], META, power)], {}, chip.state);
      const source = { name: 'busy', lines: () => linesOf(busy) };
      await runScript(source, new Executor(chip, { observer: tracer }));
      await tracer.finish(chip.cycle);
      const { packets, tracks, name } = decode(Buffer.concat(chunks));
      const byTrack = new Map<string, unknown[]>();
      for (const { timestamp, trackEvent: e } of packets) {
        if (!e) continue;
        const track = tracks.get(e.trackUuid) ?? '';
        const { type, counterValue, debugAnnotations } = e;
        const event = [timestamp, type, e.name ?? name(e.nameIid), counterValue, debugAnnotations];
        byTrack.set(track, [...(byTrack.get(track) ?? []), event]);
      }
      return [byTrack, chip.cyclesByEngine.played > 0];
    };
    const [auto, played] = await timeline('auto');
    const [cycle] = await timeline('cycle');
    expect(played).toBe(true);
    for (const track of ['tick', 'event controller', 'spikes', 'recurrent weights', 'power'])
      expect(cycle.get(track)?.length ?? 0, track).toBeGreaterThan(10);
    expect([...auto.keys()].sort()).toEqual([...cycle.keys()].sort());
    for (const [track, events] of cycle) expect(auto.get(track), track).toEqual(events);
  });

  it('decodes by the public schema into slices, instants and counters', async () => {
    const { bytes, chip } = await traced(
      script,
      async (write) => new PerfettoWriter(await PerfettoStream.open(write), [0, 5], META),
    );
    const { packets, tracks, name } = decode(bytes);
    expectSound(packets);
    expect(packets[0]?.sequenceFlags).toBe(3);
    // Without an order by rank the UI sorts by name; tracks without a parent it always does.
    const descriptors = packets.flatMap((p) => p.trackDescriptor ?? []);
    expect(descriptors.filter((d) => d.parentUuid === undefined).map((d) => d.name)).toEqual(['chip']);
    expect(new Set(descriptors.map((d) => d.childOrdering))).toEqual(new Set(['EXPLICIT']));
    const events = packets.flatMap((p) =>
      p.trackEvent ? [{ ...p.trackEvent, time: p.timestamp ?? 0 }] : [],
    );
    const on = (track: string) => events.filter((e) => tracks.get(e.trackUuid) === track);
    const slices = on('global controller').filter((e) => e.type === 'TYPE_SLICE_BEGIN');
    expect(new Set(slices.map((e) => name(e.nameIid)))).toEqual(
      new Set(['IDLE', 'PROP', 'STEP', 'SDONE', 'GET_TAR', 'EPROP', 'SEND']),
    );
    expect(on('spikes').filter((e) => e.type === 'TYPE_INSTANT' && name(e.nameIid) === 'spike')).toHaveLength(
      265,
    );
    expect(on('neuron 5').every((e) => e.type === 'TYPE_COUNTER')).toBe(true);
    expect(on('output 0').length).toBeGreaterThan(3);
    expect(on('wout').length + on('output weights').length).toBeGreaterThan(0);
    expect(Math.max(...events.map((e) => e.time))).toBe(Math.round((chip.cycle * META.periodPs) / 1000));
  });

  it('shows the power of each tick: over time it adds up to what the run spent', async () => {
    const prices = pricesAt(await loadTable());
    const { bytes, chip } = await traced(script, async (write, state) => {
      const meter = new EnergyMeter(state.activity, prices);
      const source = { parts: COMPONENTS, read: (into: Float64Array) => meter.read(into, 0) };
      return new PerfettoWriter(await PerfettoStream.open(write), [], META, source);
    });
    const { packets, tracks } = decode(bytes);
    expectSound(packets);
    const on = (track: string) =>
      packets.filter((p) => p.trackEvent && tracks.get(p.trackEvent.trackUuid) === track);
    const end = Math.max(...packets.map((p) => p.timestamp ?? 0));
    /** J by a counter of nW: a value, written where it changes, holds until the next. */
    const energyOn = (track: string): number => {
      const values = on(track);
      return values.reduce((sum, { timestamp = 0, trackEvent }, i) => {
        const until = values[i + 1]?.timestamp ?? end;
        return sum + (trackEvent?.counterValue ?? 0) * (until - timestamp) * 1e-18;
      }, 0);
    };
    const spent = price(chip.state.activity, prices);
    expect(energyOn('power') / (spent.total * 1e-12)).toBeCloseTo(1, 3);
    const parts = COMPONENTS.map((component) => energyOn(`power: ${component}`));
    expect(parts.reduce((sum, e) => sum + e, 0) / energyOn('power')).toBeCloseTo(1, 3);
  });

  it('names the chip unless it is the public design', async () => {
    const named = { ...META, chip: 'neurons=64,weight_bits=4' };
    const { bytes } = await traced(
      'rst 4\nwait 20\n',
      async (write) => new PerfettoWriter(await PerfettoStream.open(write), [], named),
    );
    expect([...decode(bytes).tracks.values()][0]).toBe('chip neurons=64,weight_bits=4');

    const chunks: Uint8Array[] = [];
    const trace = await openTrace(linesOf(gunzipped('learn_all_a1.rows.csv.gz')));
    await toPerfetto(
      trace,
      named,
      (chunk) => chunks.push(chunk),
      () => undefined,
    );
    const descriptors = decode(Buffer.concat(chunks)).packets.flatMap((p) => p.trackDescriptor ?? []);
    expect(descriptors.filter((d) => d.parentUuid === undefined).map((d) => d.name)).toEqual([
      'chip neurons=64,weight_bits=4',
    ]);
  });

  it('has the tracks that the documentation shows', () => {
    const file = join(temporaryDirectory(), 'run.pftrace');
    expect(
      sextant(
        'run',
        scenarioFile('learn_all_a1.host.gz'),
        '-q',
        '--neurons',
        '7,15,17',
        '--trace',
        `perfetto:${file}`,
      ).status,
    ).toBe(0);
    const shown = outline(decode(readFileSync(file))).map((line) => `${line}\n`);
    expect(readFileSync(projectPath('docs/traces.md'), 'utf8')).toContain(shown.join(''));
  });

  it('is also made of recorded rows', async () => {
    const chunks: Uint8Array[] = [];
    const trace = await openTrace(linesOf(gunzipped('learn_all_a1.rows.csv.gz')));
    await toPerfetto(
      trace,
      META,
      (chunk) => chunks.push(chunk),
      () => undefined,
    );
    const { packets, tracks } = decode(Buffer.concat(chunks));
    expectSound(packets);
    expect([...tracks.values()]).toContain('sram.neur.addr');
  });
});
