/** What an editor shows of a stop: scopes, their variables page by page, and the names by which these can be set. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { EVT_NAMES, STATE_NAMES } from '../chip/states.js';
import { FirmwareHost } from '../debug/firmware-host.js';
import type { Session } from '../debug/session.js';
import { registersOf } from '../isa/registers.js';
import { SelectionError } from '../text/selection-error.js';

type Variable = DebugProtocol.Variable;

const SCOPES = ['Host', 'Registers', 'Controllers', 'Neurons', 'Weights', 'Energy', 'Warnings'] as const;
const NEURON_VALUES = [
  'membrane',
  'threshold',
  'alphaLow',
  'inputTrace',
  'recurrentTrace',
  'outputTrace',
] as const;
const MATRICES = ['winp', 'wrec', 'wout'] as const;

/** A row of a group that an editor asks for. */
interface Page {
  readonly start: number;
  readonly count: number;
}

export class Variables {
  /** Groups of variables by the number that stands for them, from 1. */
  private readonly groups: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly session: Session) {}

  scopes(): DebugProtocol.Scope[] {
    return SCOPES.map((name) => ({
      name,
      variablesReference: this.numberOf(name),
      expensive: name === 'Weights' || name === 'Neurons',
      ...(name === 'Neurons' ? { indexedVariables: this.neurons } : {}),
    }));
  }

  /** @throws SelectionError for a number that stands for nothing. */
  list(reference: number, start: number, count: number): Variable[] {
    const page = { start: Math.max(0, start), count: count > 0 ? count : Infinity };
    const [group = '', index = ''] = this.groupOf(reference).split('/');
    switch (group) {
      case 'Host':
        return this.host();
      case 'Registers':
        return registersOf(this.design).map(({ name }) => this.value(name, name));
      case 'Controllers':
        return this.controllers();
      case 'Neurons':
        return this.rows(this.neurons, page, (i) =>
          this.group(String(i), `neuron/${i}`, `membrane ${this.read(`membrane[${i}]`)}`),
        );
      case 'neuron':
        return NEURON_VALUES.map((name) => this.value(name, `${name}[${index}]`));
      case 'Weights':
        return MATRICES.map((name) => this.matrix(name));
      case 'Energy':
        return this.energy();
      case 'Warnings':
        return this.session.machine.chip
          .warnings()
          .map((w) => plain(w.name, `${w.count}, first in cycle ${w.cycle}`));
      default:
        return index === ''
          ? this.rows(this.rowsOf(group), page, (pre) => this.row(group, pre))
          : this.rows(this.columnsOf(group), page, (post) =>
              this.value(String(post), `${group}[${index}][${post}]`),
            );
    }
  }

  /** The expression that names a variable of a group. */
  nameOf(reference: number, name: string): string {
    const [group = '', index] = this.groupOf(reference).split('/');
    if (group === 'neuron') return `${name}[${index ?? ''}]`;
    return (MATRICES as readonly string[]).includes(group) && index !== undefined
      ? `${group}[${index}][${name}]`
      : name;
  }

  private get design(): Session['machine']['chip']['state']['design'] {
    return this.session.machine.chip.state.design;
  }

  private get neurons(): number {
    return this.session.machine.chip.state.config.NUM_REC + 1;
  }

  private rowsOf(matrix: string): number {
    const { config } = this.session.machine.chip.state;
    return (matrix === 'winp' ? config.NUM_INP : config.NUM_REC) + 1;
  }

  private columnsOf(matrix: string): number {
    const { config } = this.session.machine.chip.state;
    return (matrix === 'wout' ? config.NUM_OUT : config.NUM_REC) + 1;
  }

  private matrix(name: string): Variable {
    const rows = this.rowsOf(name);
    return {
      ...this.group(name, name, `${rows} x ${this.columnsOf(name)}`),
      indexedVariables: rows,
      memoryReference: name,
    };
  }

  private row(matrix: string, pre: number): Variable {
    const columns = this.columnsOf(matrix);
    return {
      ...this.group(String(pre), `${matrix}/${pre}`, `${columns} weights`),
      indexedVariables: columns,
    };
  }

  private host(): Variable[] {
    const { position, machine } = this.session;
    const { host } = machine;
    const counts = (['cycle', 'tick', 'sample', 'epoch', 'instruction', 'operation'] as const).map((name) =>
      plain(name, String(position[name])),
    );
    if (!(host instanceof FirmwareHost)) return counts;
    const names = Array.from({ length: 16 }, (_, i) => `r${i}`);
    const counters = Array.from({ length: 16 }, (_, i) => `counter[${i}]`);
    const memory: Variable = { ...plain('memory', `${host.memory.length} bytes`), memoryReference: 'mem' };
    return [...counts, ...[...names, ...counters].map((name) => this.value(name, name)), memory];
  }

  private controllers(): Variable[] {
    const { ctl } = this.session.machine.chip.state;
    const numbers = Object.entries(ctl).map(([name, value]) => plain(name, String(value)));
    return [
      plain('global', STATE_NAMES[ctl.state]!),
      plain('events', EVT_NAMES[ctl.evt]!),
      ...numbers.filter(({ name }) => name !== 'state' && name !== 'evt'),
    ];
  }

  private energy(): Variable[] {
    return this.session.energyText() === undefined
      ? []
      : ['energy.run', 'energy.sample'].map((name) =>
          plain(name, `${this.session.read(name).toFixed(1)} pJ`, name),
        );
  }

  private read(name: string): number {
    return this.session.read(name);
  }

  private value(name: string, expression: string): Variable {
    return plain(name, String(this.read(expression)), expression);
  }

  private group(name: string, path: string, value: string): Variable {
    return { name, value, variablesReference: this.numberOf(path) };
  }

  private rows(length: number, { start, count }: Page, row: (i: number) => Variable): Variable[] {
    const rows: Variable[] = [];
    for (let i = start; i < Math.min(length, start + count); i++) rows.push(row(i));
    return rows;
  }

  private numberOf(path: string): number {
    const known = this.numbers.get(path);
    if (known !== undefined) return known;
    this.groups.push(path);
    this.numbers.set(path, this.groups.length);
    return this.groups.length;
  }

  private groupOf(reference: number): string {
    const group = this.groups[reference - 1];
    if (group === undefined) throw new SelectionError(`no variables have the reference ${reference}`);
    return group;
  }
}

const plain = (name: string, value: string, evaluateName?: string): Variable => ({
  name,
  value,
  variablesReference: 0,
  ...(evaluateName === undefined ? {} : { evaluateName }),
});
