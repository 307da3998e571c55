/**
 * The part of Perfetto's trace format that we write: messages and fields by name, type and number, as the public schema
 * assigns them (perfetto.dev, protos/perfetto/trace). A trace file is one `Trace` message.
 */

type FieldTable = Record<string, [type: string, number: number, repeated?: true]>;

const MESSAGES: Record<string, FieldTable> = {
  Trace: { packet: ['TracePacket', 1, true] },
  TracePacket: {
    timestamp: ['uint64', 8],
    trustedPacketSequenceId: ['uint32', 10],
    trackEvent: ['TrackEvent', 11],
    internedData: ['InternedData', 12],
    sequenceFlags: ['uint32', 13],
    trackDescriptor: ['TrackDescriptor', 60],
  },
  TrackDescriptor: {
    uuid: ['uint64', 1],
    name: ['string', 2],
    parentUuid: ['uint64', 5],
    counter: ['CounterDescriptor', 8],
    childOrdering: ['uint32', 11],
    siblingOrderRank: ['int32', 12],
  },
  CounterDescriptor: { unitName: ['string', 6] },
  TrackEvent: {
    categoryIids: ['uint64', 3, true],
    debugAnnotations: ['DebugAnnotation', 4, true],
    type: ['uint32', 9],
    nameIid: ['uint64', 10],
    trackUuid: ['uint64', 11],
    name: ['string', 23],
    counterValue: ['int64', 30],
    doubleCounterValue: ['double', 44],
  },
  DebugAnnotation: { nameIid: ['uint64', 1], intValue: ['int64', 4] },
  InternedData: {
    eventCategories: ['InternedString', 1, true],
    eventNames: ['InternedString', 2, true],
    debugAnnotationNames: ['InternedString', 3, true],
  },
  InternedString: { iid: ['uint64', 1], name: ['string', 2] },
};

/** TrackEvent.type */
export const EVENT_TYPE = { SLICE_BEGIN: 1, SLICE_END: 2, INSTANT: 3, COUNTER: 4 } as const;
/** TracePacket.sequence_flags: interned strings start afresh; later packets need them. */
export const SEQUENCE = { CLEARED: 1, NEEDS_STATE: 2 } as const;
/** TrackDescriptor.child_ordering: children stand by their rank. */
export const BY_RANK = 3;

/** Encodes a packet as its bytes in a file, where packets simply follow one another. */
export type EncodePacket = (packet: Record<string, unknown>) => Uint8Array;

/** Loads protobufjs; only for timelines, because that takes as long as loading everything else. */
export async function loadEncoder(): Promise<EncodePacket> {
  const { default: protobuf } = await import('protobufjs/light.js');
  const root = new protobuf.Root();
  for (const [name, fields] of Object.entries(MESSAGES)) {
    const type = new protobuf.Type(name);
    for (const [field, [kind, id, repeated]] of Object.entries(fields))
      type.add(new protobuf.Field(field, id, kind, repeated ? 'repeated' : undefined));
    root.add(type);
  }
  const trace = root.lookupType('Trace');
  return (packet) => trace.encode({ packet: [packet] }).finish();
}
