/** Contents of an HDF5 file as plain data: groups that hold groups and data sets. */

/** Numbers of a data set; 64-bit integers come as floating point. */
export type NumberArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export interface Hdf5Dataset {
  readonly kind: 'dataset';
  /** Empty for a single value. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: NumberArray | readonly string[];
}

export interface Hdf5Group {
  readonly kind: 'group';
  readonly members: ReadonlyMap<string, Hdf5Dataset | Hdf5Group>;
}

/** A group from its members. */
export const group = (members: Readonly<Record<string, Hdf5Dataset | Hdf5Group>>): Hdf5Group => ({
  kind: 'group',
  members: new Map(Object.entries(members)),
});

/** A data set of numbers. @param shape absent: one dimension. */
export const numbers = (values: NumberArray, shape: readonly number[] = [values.length]): Hdf5Dataset => ({
  kind: 'dataset',
  shape,
  values,
});

/** A data set of texts. @param shape absent: a single text. */
export const texts = (values: readonly string[], shape: readonly number[] = []): Hdf5Dataset => ({
  kind: 'dataset',
  shape,
  values,
});

/** The member that a path such as `spikes/times` leads to. */
export function memberAt(root: Hdf5Group, path: string): Hdf5Dataset | Hdf5Group | undefined {
  let at: Hdf5Dataset | Hdf5Group | undefined = root;
  for (const name of path.split('/')) at = at?.kind === 'group' ? at.members.get(name) : undefined;
  return at;
}
