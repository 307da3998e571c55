/** Energy tables and operating points of a study's points, each read and worked out once for each chip. */
import { isAbsolute, join } from 'node:path';
import type { Design } from '../design/design.js';
import { FamilyError, tableFor } from '../energy/design-table.js';
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../energy/prices.js';
import type { EnergyTable } from '../energy/table/table.js';
import { builtInTables, loadTable } from '../node/energy-tables.js';
import { canonicalJson } from '../study/canonical-json.js';
import type { PricingSettings } from '../study/points/settings.js';
import { EXIT, UserError } from '../text/errors.js';

export class PriceList {
  private readonly tables = new Map<string, Promise<EnergyTable>>();
  private readonly prices = new Map<string, Promise<Prices>>();

  /** @param directory that names of tables' files are relative to. */
  constructor(private readonly directory: string) {}

  /**
   * The prices of a point.
   * @param design of the point's chip: other chips than the public design have prices of their own.
   * @throws UserError for a table that cannot be used for the chip, or a voltage that it does not cover.
   */
  at(settings: PricingSettings, design: Design): Promise<Prices> {
    const key = `${design.hash} ${canonicalJson(settings)}`;
    const found = this.prices.get(key) ?? this.work(settings, design);
    this.prices.set(key, found);
    return found;
  }

  private async work({ table: name, vdd, clock }: PricingSettings, design: Design): Promise<Prices> {
    const loaded = await this.table(name);
    try {
      const table = tableFor(loaded, design);
      return pricesAt(table, operatingPoint(table, vdd, clock));
    } catch (error) {
      throw error instanceof OperatingPointError || error instanceof FamilyError
        ? new UserError(error.message, EXIT.BAD_INPUT)
        : error;
    }
  }

  private table(name: string): Promise<EnergyTable> {
    const isFile = !builtInTables().includes(name) && /[./\\]/.test(name) && !isAbsolute(name);
    const found = this.tables.get(name) ?? loadTable(isFile ? join(this.directory, name) : name);
    this.tables.set(name, found);
    return found;
  }
}
