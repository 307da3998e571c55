import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { disassemble } from '../../src/asm/disassembler.js';
import { Chip } from '../../src/chip/chip.js';
import { filesBeside } from '../../src/data/assembler-files.js';
import type { FirmwareImage } from '../../src/firmware/image.js';
import { lintImage } from '../../src/lint/lint.js';
import { randomisePowerUp } from '../../src/host/power-up.js';
import { namedCounters } from '../../src/run/run-image.js';
import { Sequencer, type SequencerOptions } from '../../src/sequencer/sequencer.js';
import { eventLine } from '../../src/trace/events/record.js';
import { projectPath } from '../project.js';

const NAMES = ['blink', 'cue-accumulation', 'regression', 'inference-only', 'readback', 'selftest'];

async function build(
  name: string,
  data?: string,
  defines?: ReadonlyMap<string, number>,
): Promise<{ image: FirmwareImage; bytes: Uint8Array }> {
  const file = projectPath(`firmware/${name}.s`);
  return assemble(basename(file), readFileSync(file, 'utf8'), filesBeside(file, data), defines);
}

function run(image: FirmwareImage, options: SequencerOptions = {}, chip = new Chip()): Sequencer {
  const sequencer = new Sequencer(chip, image, options);
  sequencer.run();
  return sequencer;
}

describe('firmware programs', () => {
  it.each(NAMES)('%s has nothing for the lint and round-trips', async (name) => {
    const { image, bytes } = await build(name);
    expect(lintImage(image)).toEqual([]);
    const again = await assemble('again.s', disassemble(image), filesBeside('.'));
    expect(Buffer.from(again.bytes).equals(bytes)).toBe(true);
  });

  it('blink: one event makes one neuron spike, which moves output 1', async () => {
    const { results, outcome, chip } = run((await build('blink')).image);
    expect([outcome, results]).toEqual([{ status: 0 }, [1]]);
    expect(chip.cycle).toBe(3648);
  });

  it('blink does not depend on what memories hold at power-up', async () => {
    const chip = new Chip();
    let x = 1;
    randomisePowerUp(chip, () => (x = (x * 48271) % 2147483647) / 2147483647);
    expect(run((await build('blink')).image, {}, chip).results).toEqual([1]);
  });

  it('cue-accumulation gives the recorded outputs and memories after every sample', async () => {
    const recorded = gunzipSync(
      readFileSync(projectPath('traces/golden/cueacc-own/cueacc-own.events.jsonl.gz')),
    );
    const lines: string[] = [];
    const own = projectPath('traces/golden/cueacc-own');
    const s = run((await build('cue-accumulation', own, new Map([['EPOCHS', 1]]))).image, {
      recordsRows: 'never',
      onEvent: (record) => lines.push(eventLine(record)),
    });
    expect(lines.join('')).toBe(recorded.toString('latin1'));
    expect(s.results).toEqual([6, 2]);
    expect(namedCounters(s)).toEqual({ correct: 2, samples: 8 });
  });

  it('regression learns to follow both waves', async () => {
    const s = run((await build('regression')).image);
    expect(s.outcome).toEqual({ status: 0 });
    expect(s.results).toEqual([517, 88, 88, 87, 88, 88, 87, 87, 87]);
  });

  it('inference-only answers all samples', async () => {
    const s = run((await build('inference-only')).image);
    expect(s.results).toEqual([0, 1, 1, 0]);
    expect(namedCounters(s)).toEqual({ correct: 4, samples: 4 });
  });

  it('readback reads what stands in the memories', async () => {
    const s = run((await build('readback')).image);
    expect(s.outcome).toEqual({ status: 0 });
    const { winp, wrec, wout } = s.chip.state;
    const loaded = (await build('readback')).image.memory[0]!;
    const view = new DataView(loaded.bytes.buffer, loaded.bytes.byteOffset);
    const changed = (
      label: string,
      bank: Int32Array,
      rows: number,
      words: number,
      stride: number,
    ): number => {
      const at = s.image.symbols.find((x) => x.name === label)!.value;
      let n = 0;
      for (let row = 0; row < rows; row++)
        for (let k = 0; k < words; k++)
          if (bank[row * stride + k] !== view.getInt32(at + 4 * (row * (words + 1) + 1 + k), true)) n++;
      return n;
    };
    expect(s.results).toEqual([
      changed('winp', winp.fours, 4, 4, 64),
      changed('wrec', wrec.fours, 16, 4, 64),
      changed('wout', wout.fours, 16, 1, 4),
    ]);
  });

  it('selftest passes on a sound chip and finds a broken cell', async () => {
    const { image } = await build('selftest');
    const sound = run(image);
    expect(sound.outcome).toEqual({ status: 0 });
    expect(namedCounters(sound)).toEqual({ words: 70656, errors: 0 });
    const chip = new Chip();
    const broken = run(
      image,
      { onMark: (m) => m.mark.endsWith('memory 4') && (chip.state.wrec.bytes[4000]! ^= 4) },
      chip,
    );
    expect(broken.outcome).toEqual({ status: 1 });
    expect(broken.results).toEqual([4, 1000, 4, 1000]);
  });
});
