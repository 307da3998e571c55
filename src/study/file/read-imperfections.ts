/** Reads what is wrong with the memories of a study's chips: faulty cells, or memristive devices in their place. */
import { DEVICE_BANKS, DEVICE_EFFECTS, EFFECTS } from '../../faults/devices.js';
import type { ErrorRates } from '../../faults/error-rates.js';
import { FAULT_BANKS, FAULT_PATTERNS } from '../../faults/fault-map.js';
import { closest } from '../../text/closest.js';
import type { Members } from '../../text/members.js';
import { quote } from '../../text/quote.js';
import type { DeviceSettings, FaultSettings } from '../study.js';
import { optional, setting, textSetting, type Names } from './read-settings.js';

export function readFaults(m: Members, names: Names): FaultSettings {
  return {
    ...readRate(m, names),
    kind: textSetting(m, 'kind', names),
    during: m.has('during') ? textSetting(m, 'during', names) : { text: 'always' },
    pattern: m.has('pattern') ? m.oneOf('pattern', FAULT_PATTERNS) : 'cells',
    banks: banksOf(m, FAULT_BANKS),
    ...seedOf(m),
  };
}

/** A share of faulty bits; or a voltage, and the shares at some voltages: `{vdd: v, errors: {0.5: 0.01}, source: ...}`. */
function readRate(m: Members, names: Names): Pick<FaultSettings, 'rate' | 'rates'> {
  if (!m.has('rate') || typeof m.all['rate'] !== 'object') return { rate: setting(m, 'rate', names) };
  return m.object('rate', (given) => ({
    rate: setting(given, 'vdd', names),
    rates: { table: given.object('errors', readErrorRates), source: given.line('source') },
  }));
}

function readErrorRates(m: Members): ErrorRates {
  const rates = m.names.map((name) => {
    const vdd = Number(name);
    if (!(vdd > 0)) throw m.wrong(name, `${quote(name)} is not a voltage: a number of V above 0 is needed`);
    m.has(name);
    const rate = m.number(name, 0, 1);
    if (rate > 0) return [vdd, rate] as const;
    throw m.wrong(name, 'a rate above 0 is needed; above the highest voltage nothing fails');
  });
  rates.sort(([a], [b]) => a - b);
  const rising = rates.find(([, rate], i) => i > 0 && rate >= rates[i - 1]![1]);
  if (rising) throw m.wrong(String(rising[0]), 'the rate of faults falls as the voltage rises');
  if (rates.length < 2) throw m.wrongObject('rates at two voltages at least are needed');
  return rates;
}

/** Memristive devices that hold the weights in tests. */
export function readDevices(m: Members, names: Names): DeviceSettings {
  const effects = Object.fromEntries(
    EFFECTS.flatMap((name) => Object.entries(optional(m, DEVICE_EFFECTS[name].key, name, names))),
  );
  if (Object.keys(effects).length === 0) {
    const keys = EFFECTS.map((name) => DEVICE_EFFECTS[name].key);
    throw m.wrongObject(`at least one of ${keys.join(', ')} is needed`);
  }
  return { effects, banks: banksOf(m, DEVICE_BANKS), ...seedOf(m) };
}

/** The memories that a list names; all if there is none. */
function banksOf<T extends string>(m: Members, possible: readonly T[]): readonly T[] {
  if (!m.has('banks')) return possible;
  return m.lines('banks').map((name, i) => {
    const bank = possible.find((known) => known === name);
    if (bank !== undefined) return bank;
    throw m.wrong('banks', `there is no bank ${quote(name)}${closest(name, possible)}`, i);
  });
}

const seedOf = (m: Members): { readonly seed?: string } =>
  m.has('seed') ? { seed: String(m.textOrNumber('seed')) } : {};
