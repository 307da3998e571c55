/** Random chips of the family. */
import seedrandom from 'seedrandom';
import { designOf, type Design } from '../src/design/design.js';
import { PARAMETERS, type DesignParameters, type ParameterSpec } from '../src/design/parameters.js';

/** A chip in which each parameter is that of the public design every second time; it takes its draws from `seed`. */
export function randomDesign(seed: string, limits: Partial<DesignParameters> = {}): Design {
  const random = seedrandom(`design ${seed}`);
  const draw = ({ least, most, step }: ParameterSpec): number =>
    least + step * Math.floor(random() * ((most - least) / step + 1));
  const drawn = Object.fromEntries(
    PARAMETERS.map((spec) => {
      const isReference = random() < 0.5;
      const value = draw({ ...spec, most: limits[spec.name] ?? spec.most });
      return [spec.name, isReference && limits[spec.name] === undefined ? spec.reference : value];
    }),
  ) as unknown as DesignParameters;
  // The one combination that the address of the SPI port has no room for.
  const isTooWide = drawn.lanes === 8 && Math.max(drawn.inputs, drawn.neurons) > 256;
  return designOf(isTooWide ? { ...drawn, lanes: 16 } : drawn);
}
